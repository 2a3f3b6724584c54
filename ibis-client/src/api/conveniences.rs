//! What can be told from the fields of an entity, without asking the service again.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

use super::{AttributeRef, Institution, MisAffiliation, Person};
use crate::result::NotFetched;

impl Person {
    /// Whether the person is a member of staff: everybody is whose affiliation is not just that of a student.
    ///
    /// ```
    /// use ibis_client::IbisResult;
    ///
    /// let document = r#"{"result": {"person": {"misAffiliation": "staff,student"}}}"#;
    /// let person = IbisResult::from_json(document)?.person().ok_or("no person")?;
    /// assert!(person.is_staff() && person.is_student());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn is_staff(&self) -> bool {
        self.mis_affiliation() != Some(MisAffiliation::Student)
    }

    /// Whether the person is a student, perhaps beside being a member of staff.
    ///
    /// ```
    /// use ibis_client::IbisResult;
    ///
    /// let document = r#"{"result": {"person": {"misAffiliation": "student"}}}"#;
    /// let person = IbisResult::from_json(document)?.person().ok_or("no person")?;
    /// assert!(person.is_student() && !person.is_staff());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn is_student(&self) -> bool {
        let student = MisAffiliation::Student;
        self.mis_affiliation().is_some_and(|affiliation| affiliation.as_str().contains(student.as_str()))
    }

    /// A name to show, whatever the caller may see.
    ///
    /// It is the first that is not blank of the display name, the visible name, the registered name, the surname and
    /// the value of the identifier. Unlike [`visible_name`](Self::visible_name), which is the service's own choice and
    /// is `None` where both of its names are hidden, there is always one.
    ///
    /// ```
    /// use ibis_client::IbisResult;
    ///
    /// let document = r#"{"result": {"person": {
    ///     "cancelled": false, "identifier": {"scheme": "crsid", "value": "spqr1"}, "visibleName": "S.P. Quentin-Rhys"
    /// }}}"#;
    /// let person = IbisResult::from_json(document)?.person().ok_or("no person")?;
    /// assert_eq!(person.best_name(), "S.P. Quentin-Rhys");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn best_name(&self) -> &str {
        let names = [self.display_name(), self.visible_name(), self.registered_name(), self.surname()];
        let named = names.into_iter().flatten().find(|name| !name.trim().is_empty());
        named.unwrap_or_else(|| self.identifier().value())
    }
}

/// An example over an entity with two attributes, one of which is no longer in effect.
macro_rules! example {
    ($field:literal, $code:literal) => {
        concat!(
            "```\n# let response = r#\"{\"result\": {\"",
            $field,
            "\": {\"attributes\": [{\"scheme\": \"email\", \"value\": \"a@example.org\"}, \
             {\"scheme\": \"pager\", \"value\": \"1\", \"effectiveTo\": \"1999-12-31\"}]}}}\"#;\n\
             # let result = ibis_client::IbisResult::from_json(response)?;\nlet entity = result.",
            $field,
            "().ok_or(\"none\")?;\n",
            $code,
            "\n# Ok::<(), Box<dyn std::error::Error>>(())\n```"
        )
    };
}

/// Attributes by their scheme, for what has any.
macro_rules! attributes_by_scheme {
    ($name:ident, $field:literal) => {
        impl $name {
            /// The attributes of one scheme, in the order in which the service has them.
            ///
            /// # Errors
            ///
            /// [`NotFetched`] if the request fetched no attributes, or others. Where it is not known what the
            /// request fetched, a scheme without attributes is taken for one that has none.
            ///
            /// # Examples
            ///
            #[doc = example!($field, r#"for attribute in entity.attributes_of("email")? {
    assert_eq!((attribute.scheme(), attribute.value()), ("email", Some("a@example.org")));
}"#)]
            pub fn attributes_of<'a>(
                &'a self,
                scheme: &'a str,
            ) -> Result<impl Iterator<Item = AttributeRef<'a>> + Clone, NotFetched> {
                self.node().knows_scheme(scheme)?;
                Ok(self.attributes()?.filter(move |attribute| attribute.scheme() == scheme))
            }

            /// The first attribute of one scheme, such as the preferred email address.
            ///
            /// # Errors
            ///
            /// As [`attributes_of`](Self::attributes_of).
            ///
            /// # Examples
            ///
            #[doc = example!($field, r#"let email = entity.attribute("email")?.and_then(|email| email.value());
assert_eq!(email, Some("a@example.org"));
assert!(entity.attribute("title")?.is_none());"#)]
            pub fn attribute<'a>(&'a self, scheme: &'a str) -> Result<Option<AttributeRef<'a>>, NotFetched> {
                Ok(self.attributes_of(scheme)?.next())
            }

            /// The text values of one scheme.
            ///
            /// # Errors
            ///
            /// As [`attributes_of`](Self::attributes_of).
            ///
            /// # Examples
            ///
            #[doc = example!($field, r#"let emails: Vec<&str> = entity.values_of("email")?.collect();
assert_eq!(emails, ["a@example.org"]);"#)]
            pub fn values_of<'a>(
                &'a self,
                scheme: &'a str,
            ) -> Result<impl Iterator<Item = &'a str> + Clone, NotFetched> {
                Ok(self.attributes_of(scheme)?.filter_map(AttributeRef::value))
            }

            /// The attributes that are in effect today, by the clock of this machine in UTC.
            ///
            /// [`AttributeRef::is_effective_on`] takes another day.
            ///
            /// # Errors
            ///
            /// [`NotFetched`] if the request fetched no attributes.
            ///
            /// # Examples
            ///
            #[doc = example!($field, r#"assert_eq!(entity.attributes()?.len(), 2);
assert_eq!(entity.effective_attributes()?.count(), 1);"#)]
            pub fn effective_attributes(
                &self,
            ) -> Result<impl Iterator<Item = AttributeRef<'_>> + Clone, NotFetched> {
                let today = today();
                Ok(self.attributes()?.filter(move |attribute| attribute.is_effective_on(today)))
            }
        }
    };
}

attributes_by_scheme!(Person, "person");
attributes_by_scheme!(Institution, "institution");

fn today() -> Date {
    Offset::UTC.to_datetime(Timestamp::now()).date()
}

impl AttributeRef<'_> {
    /// Whether the attribute is in effect on a day: both ends of its period belong to it.
    ///
    /// ```
    /// use ibis_client::IbisResult;
    /// use jiff::civil::date;
    ///
    /// let document = r#"{"result": {"attribute": {"scheme": "title", "effectiveTo": "2026-06-30"}}}"#;
    /// let result = IbisResult::from_json(document)?;
    /// let attribute = result.attribute().ok_or("no attribute")?;
    /// assert!(attribute.is_effective_on(date(2026, 6, 30)));
    /// assert!(!attribute.is_effective_on(date(2026, 7, 1)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn is_effective_on(&self, day: Date) -> bool {
        self.effective_from().is_none_or(|from| from <= day) && self.effective_to().is_none_or(|to| day <= to)
    }
}
