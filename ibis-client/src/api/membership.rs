//! Checks of membership.

use super::{Group, Person};
use crate::result::NotFetched;

impl Person {
    /// Whether the person belongs to the institution with this instid.
    ///
    /// Requires `all_insts` in the fetch. Returns false if the membership is hidden from the caller: see
    /// [Membership](crate::guide::membership) before you deny access.
    ///
    /// # Errors
    ///
    /// [`NotFetched`] if the request did not fetch the person's institutions.
    ///
    /// # Examples
    ///
    /// ```
    /// use ibis_client::IbisResult;
    ///
    /// let document = r#"{"result": {"person": {
    ///     "cancelled": false, "identifier": {"scheme": "crsid", "value": "spqr1"},
    ///     "institutions": [{"instid": "UIS", "name": "University Information Services", "cancelled": false}]
    /// }}}"#;
    /// let person = IbisResult::from_json(document)?.person().ok_or("no person")?;
    /// assert!(person.in_inst("UIS")?);
    /// assert!(!person.in_inst("BOTOLPH")?);
    /// assert_eq!(person.in_group("uis-editors").unwrap_err().fetch(), "all_groups");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[doc(alias = "is_member_of_inst")]
    #[doc(alias = "member")]
    pub fn in_inst(&self, instid: impl AsRef<str>) -> Result<bool, NotFetched> {
        let instid = instid.as_ref();
        Ok(self.institutions()?.any(|institution| institution.instid() == instid))
    }

    /// Whether the person belongs to the group with this groupid or name, directly or through another.
    ///
    /// Leading zeros of a groupid are significant. Requires `all_groups` in the fetch. Returns false if the membership is
    /// hidden from the caller: see [Membership](crate::guide::membership) before you deny access.
    ///
    /// # Errors
    ///
    /// [`NotFetched`] if the request did not fetch the person's groups; `direct_groups` is not enough.
    ///
    /// # Examples
    ///
    /// ```
    /// use ibis_client::IbisResult;
    ///
    /// let document = r#"{"result": {"person": {
    ///     "cancelled": false, "identifier": {"scheme": "crsid", "value": "spqr1"},
    ///     "groups": [{"groupid": "001234", "name": "uis-editors", "title": "Editors", "cancelled": false}]
    /// }}}"#;
    /// let person = IbisResult::from_json(document)?.person().ok_or("no person")?;
    /// assert!(person.in_group("uis-editors")? && person.in_group("001234")?);
    /// assert!(!person.in_group("1234")?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[doc(alias = "is_member_of_group")]
    #[doc(alias = "member")]
    pub fn in_group(&self, group: impl AsRef<str>) -> Result<bool, NotFetched> {
        let wanted = group.as_ref();
        Ok(self.groups()?.any(|group| group.groupid() == wanted || group.name() == wanted))
    }
}

impl Group {
    /// Whether the person with this CRSid is a member of the group, directly or through another group.
    ///
    /// Requires `all_members` in the fetch. Returns false if the membership is hidden from the caller: see
    /// [Membership](crate::guide::membership) before you deny access.
    ///
    /// # Errors
    ///
    /// [`NotFetched`] if the request did not fetch the group's members; `direct_members` is not enough.
    ///
    /// # Examples
    ///
    /// ```
    /// use ibis_client::{Crsid, IbisResult};
    ///
    /// let document = r#"{"result": {"group": {
    ///     "groupid": "001234", "name": "uis-editors", "title": "Editors", "cancelled": false,
    ///     "members": [{"cancelled": false, "identifier": {"scheme": "crsid", "value": "spqr1"}}]
    /// }}}"#;
    /// let group = IbisResult::from_json(document)?.group().ok_or("no group")?;
    /// let crsid: Crsid = "spqr1".parse()?;
    /// assert!(group.has_member(&crsid)?);
    /// assert!(!group.has_member("abc123")?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[doc(alias = "is_member_of_group")]
    #[doc(alias = "contains")]
    pub fn has_member(&self, crsid: impl AsRef<str>) -> Result<bool, NotFetched> {
        let crsid = crsid.as_ref();
        let is_this = |person: Person| {
            let identifier = person.identifier();
            identifier.scheme() == "crsid" && identifier.value() == crsid
        };
        Ok(self.members()?.any(is_this))
    }
}
