//! Any text is a value of each checked type, or is refused; and what is taken displays as it was given.

#![no_main]

use ibis_client::{
    AttributeRecord, Crsid, Fetch, GroupId, Identifier, InstId, Institution, MemberSelector, Person,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(crsid) = text.parse::<Crsid>() {
        assert_eq!(crsid.to_string(), text);
    }
    if let Ok(instid) = text.parse::<InstId>() {
        assert_eq!(instid.to_string(), text);
    }
    if let Ok(groupid) = text.parse::<GroupId>() {
        assert_eq!(groupid.to_string(), text);
    }
    if let Ok(identifier) = text.parse::<Identifier>() {
        assert_eq!(identifier.to_string().parse(), Ok(identifier));
    }
    let _ = text.parse::<MemberSelector>();
    if let Ok(fetch) = Fetch::<Person>::parse(text) {
        assert_eq!(Fetch::parse(fetch.as_str()), Ok(fetch));
    }
    let _ = Fetch::<Institution>::parse(text);
    if let Ok(attribute) = text.parse::<AttributeRecord>() {
        assert_eq!(attribute.encode().parse(), Ok(attribute));
    }
});
