//! The attribute schemes: what kinds of attributes people and institutions have.

/// What an attribute scheme says of its attributes.
#[derive(Debug)]
pub(crate) struct Scheme {
    pub(crate) id: &'static str,
    pub(crate) precedence: i64,
    pub(crate) ldap_name: Option<&'static str>,
    pub(crate) display_name: &'static str,
    pub(crate) data_type: DataType,
    pub(crate) multi_valued: bool,
    pub(crate) multi_lined: bool,
    pub(crate) searchable: bool,
    /// The form of a value, as told to clients, and the same as a check.
    pub(crate) form: Option<Form>,
    of: Of,
}

/// What a value has to look like.
#[derive(Debug)]
pub(crate) struct Form {
    pub(crate) regexp: &'static str,
    pub(crate) fits: fn(&str) -> bool,
}

/// Who has attributes of a scheme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
    Both,
    People,
    Institutions,
}

/// What a value is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DataType {
    Text,
    Binary,
}

/// Who has attributes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Owner {
    Person,
    Institution,
}

impl Scheme {
    pub(crate) fn is_of(&self, owner: Owner) -> bool {
        match owner {
            Owner::Person => self.of != Of::Institutions,
            Owner::Institution => self.of != Of::People,
        }
    }
}

impl DataType {
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::Text => "string",
            Self::Binary => "binary",
        }
    }
}

/// The scheme at that place; places come from [`scheme_named`].
pub(crate) fn scheme(place: u8) -> &'static Scheme {
    &SCHEMES[usize::from(place)]
}

/// The place of the scheme of that name, if people or institutions have it.
pub(crate) fn scheme_named(owner: Owner, id: &str) -> Option<u8> {
    let place = SCHEMES.iter().position(|scheme| scheme.id == id && scheme.is_of(owner))?;
    u8::try_from(place).ok()
}

/// The schemes that people or institutions have, in the order of their precedence.
pub(crate) fn schemes_of(owner: Owner) -> impl Iterator<Item = &'static Scheme> {
    SCHEMES.iter().filter(move |scheme| scheme.is_of(owner))
}

const TEXT: Scheme = Scheme {
    id: "",
    precedence: 0,
    ldap_name: None,
    display_name: "",
    data_type: DataType::Text,
    multi_valued: true,
    multi_lined: false,
    searchable: true,
    form: None,
    of: Of::Both,
};

const PHONE: Scheme = Scheme { form: Some(Form { regexp: r"[-+() 0-9]+", fits: is_phone_number }), ..TEXT };

/// In the order of their precedence, so that the order of places is the order of attributes.
static SCHEMES: [Scheme; 16] = [
    Scheme {
        id: "title",
        precedence: 10,
        ldap_name: Some("title"),
        display_name: "Title",
        of: Of::People,
        ..TEXT
    },
    Scheme {
        id: "misAffiliation",
        precedence: 20,
        ldap_name: Some("misAffiliation"),
        display_name: "MIS status",
        searchable: false,
        of: Of::People,
        ..TEXT
    },
    Scheme {
        id: "email",
        precedence: 30,
        ldap_name: Some("mail"),
        display_name: "Email",
        form: Some(Form { regexp: r"[^@\s]+@[^@\s]+", fits: is_email }),
        ..TEXT
    },
    Scheme {
        id: "universityPhone",
        precedence: 40,
        ldap_name: Some("telephoneNumber"),
        display_name: "University phone",
        ..PHONE
    },
    Scheme { id: "instPhone", precedence: 50, display_name: "Institution phone", ..PHONE },
    Scheme { id: "mobexPhone", precedence: 60, display_name: "Mobile extension", of: Of::People, ..PHONE },
    Scheme { id: "landlinePhone", precedence: 70, display_name: "Landline", ..PHONE },
    Scheme {
        id: "mobilePhone",
        precedence: 80,
        ldap_name: Some("mobile"),
        display_name: "Mobile phone",
        ..PHONE
    },
    Scheme {
        id: "pager",
        precedence: 90,
        ldap_name: Some("pager"),
        display_name: "Pager",
        of: Of::People,
        ..PHONE
    },
    Scheme {
        id: "faxNumber",
        precedence: 100,
        ldap_name: Some("facsimileTelephoneNumber"),
        display_name: "Fax",
        of: Of::Institutions,
        ..PHONE
    },
    Scheme {
        id: "address",
        precedence: 110,
        ldap_name: Some("postalAddress"),
        display_name: "Address",
        multi_lined: true,
        ..TEXT
    },
    Scheme {
        id: "labeledURI",
        precedence: 120,
        ldap_name: Some("labeledURI"),
        display_name: "Web page",
        ..TEXT
    },
    Scheme {
        id: "jpegPhoto",
        precedence: 130,
        ldap_name: Some("jpegPhoto"),
        display_name: "Photo",
        data_type: DataType::Binary,
        searchable: false,
        ..TEXT
    },
    Scheme {
        id: "orcid",
        precedence: 140,
        display_name: "ORCID iD",
        multi_valued: false,
        of: Of::People,
        ..TEXT
    },
    Scheme {
        id: "openingHours",
        precedence: 150,
        display_name: "Opening hours",
        multi_valued: false,
        multi_lined: true,
        searchable: false,
        of: Of::Institutions,
        ..TEXT
    },
    Scheme {
        id: "pronunciation",
        precedence: 160,
        display_name: "Pronunciation",
        multi_valued: false,
        searchable: false,
        of: Of::People,
        ..TEXT
    },
];

fn is_phone_number(text: &str) -> bool {
    text.chars().any(|c| c.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '+' | '(' | ')' | ' '))
}

fn is_email(text: &str) -> bool {
    let good = |part: &str| !part.is_empty() && !part.contains(|c: char| c == '@' || c.is_whitespace());
    text.split_once('@').is_some_and(|(local, domain)| good(local) && good(domain))
}
