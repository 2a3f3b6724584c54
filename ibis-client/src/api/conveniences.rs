//! Methods that combine the fields of an entity, without another call.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

use super::{AttributeRef, Institution, MisAffiliation, Person};
use crate::result::NotFetched;

impl Person {
    /// Whether the person counts as staff: true unless their only affiliation is `student`.
    ///
    /// A person without a visible affiliation counts as staff, as with the service itself.
    ///
    /// ```
    /// use ibis_client::IbisResult;
    ///
    /// let document = r#"{"result": {"person": {"misAffiliation": "staff,student"}}}"#;
    /// let person = IbisResult::from_json(document)?.person().ok_or("no person")?;
    /// assert!(person.is_staff() && person.is_student());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[doc(alias = "staff")]
    pub fn is_staff(&self) -> bool {
        self.mis_affiliation() != Some(MisAffiliation::Student)
    }

    /// Whether the person is a student. Such a person may also be staff.
    ///
    /// ```
    /// use ibis_client::IbisResult;
    ///
    /// let document = r#"{"result": {"person": {"misAffiliation": "student"}}}"#;
    /// let person = IbisResult::from_json(document)?.person().ok_or("no person")?;
    /// assert!(person.is_student() && !person.is_staff());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[doc(alias = "student")]
    pub fn is_student(&self) -> bool {
        let student = MisAffiliation::Student;
        self.mis_affiliation().is_some_and(|affiliation| affiliation.as_str().contains(student.as_str()))
    }

    /// The best available name to show, which falls back to the identifier.
    ///
    /// Returns the first of the display name, visible name, registered name and surname that is not blank, or else the
    /// value of the identifier. By contrast, [`visible_name`](Self::visible_name) is the service's own choice, and `None`
    /// if the response does not contain it.
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
    #[doc(alias = "name")]
    pub fn best_name(&self) -> &str {
        let names = [self.display_name(), self.visible_name(), self.registered_name(), self.surname()];
        let named = names.into_iter().flatten().find(|name| !name.trim().is_empty());
        named.unwrap_or_else(|| self.identifier().value())
    }
}

/// An example with an entity that has two attributes. One is no longer in effect.
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

/// Defines methods for the kinds of entity that have attributes.
macro_rules! attributes_by_scheme {
    ($name:ident, $field:literal) => {
        impl $name {
            /// The attributes of one scheme, in the service's order.
            ///
            /// # Errors
            ///
            /// [`NotFetched`] if the request did not fetch the attributes of this scheme. If it is unknown what the request
            /// fetched, a scheme without attributes counts as fetched.
            ///
            /// # Examples
            ///
            #[doc = example!($field, r#"for attribute in entity.attributes_of("email")? {
    assert_eq!((attribute.scheme(), attribute.value()), ("email", Some("a@example.org")));
}"#)]
            #[doc(alias = "email")]
            #[doc(alias = "photo")]
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
            /// Those of [`attributes_of`](Self::attributes_of).
            ///
            /// # Examples
            ///
            #[doc = example!($field, r#"let email = entity.attribute("email")?.and_then(|email| email.value());
assert_eq!(email, Some("a@example.org"));
assert!(entity.attribute("title")?.is_none());"#)]
            #[doc(alias = "email")]
            #[doc(alias = "photo")]
            pub fn attribute<'a>(&'a self, scheme: &'a str) -> Result<Option<AttributeRef<'a>>, NotFetched> {
                Ok(self.attributes_of(scheme)?.next())
            }

            /// The text values of the attributes of one scheme.
            ///
            /// # Errors
            ///
            /// Those of [`attributes_of`](Self::attributes_of).
            ///
            /// # Examples
            ///
            #[doc = example!($field, r#"let emails: Vec<&str> = entity.values_of("email")?.collect();
assert_eq!(emails, ["a@example.org"]);"#)]
            #[doc(alias = "email")]
            pub fn values_of<'a>(
                &'a self,
                scheme: &'a str,
            ) -> Result<impl Iterator<Item = &'a str> + Clone, NotFetched> {
                Ok(self.attributes_of(scheme)?.filter_map(AttributeRef::value))
            }

            /// The attributes that are in effect today, by the system clock in UTC.
            ///
            /// For another day, use [`AttributeRef::is_effective_on`].
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
                let today = Offset::UTC.to_datetime(Timestamp::now()).date();
                Ok(self.attributes()?.filter(move |attribute| attribute.is_effective_on(today)))
            }
        }
    };
}

attributes_by_scheme!(Person, "person");
attributes_by_scheme!(Institution, "institution");

impl AttributeRef<'_> {
    /// Whether the attribute is in effect on a day. Its period includes the first and the last day.
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
