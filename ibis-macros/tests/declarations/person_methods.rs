#[ibis_methods(crate = crate::stub)]
impl<C: Connection + Clone> PersonMethods<C> {
    /// Returns the person with the given identifier, or `None` where there is none.
    #[ibis(GET "/api/v1/person/%(scheme)s/%(identifier)s")]
    pub fn get_person(&self, scheme: &str, identifier: &str, fetch: Option<Fetch<Person>>) -> Option<Person>;

    /// Lists the people whose names match a query.
    #[ibis(GET "/api/v1/person/search")]
    pub fn search(
        &self,
        query: &str,
        /// Whether names that sound alike match too; they do where this is absent.
        approx_matches: Option<bool>,
        include_cancelled: Option<bool>,
        mis_status: Option<MisStatus>,
        /// The schemes of the attributes to search in.
        attributes: Option<&[String]>,
        /// How many results to skip.
        #[offset]
        offset: Option<i32>,
        limit: Option<i32>,
        order_by: Option<PersonOrderBy>,
        fetch: Option<Fetch<Person>>,
        /// Whether the answer is flattened.
        flatten: Option<bool>,
    ) -> Vec<Person>;

    /// Lists all people, a page at a time.
    #[ibis(GET "/api/v1/person/all-people")]
    pub fn all_people(
        &self,
        include_cancelled: Option<bool>,
        #[after]
        #[name = "identifier"]
        last: Option<&str>,
        limit: Option<i32>,
    ) -> Vec<Person>;

    /// Lists the people with the given identifiers.
    #[ibis(GET "/api/v1/person/list")]
    pub fn list_people(&self, #[batch] crsids: &[Identifier]) -> Vec<Person>;

    /// Lists the people who were changed by a range of transactions.
    #[ibis(GET "/api/v1/person/modified-people")]
    pub fn modified_people(
        &self,
        min_tx_id: TransactionId,
        max_tx_id: TransactionId,
        crsids: &[Identifier],
        include_cancelled: Option<bool>,
        membership_changes: Option<bool>,
        inst_name_changes: Option<bool>,
        fetch: Option<Fetch<Person>>,
        flatten: Option<bool>,
    ) -> Vec<Person>;

    /// Adds an attribute to a person, and returns it as it was saved.
    #[ibis(POST "/api/v1/person/%(scheme)s/%(identifier)s/add-attribute")]
    pub fn add_attribute(
        &self,
        scheme: &str,
        identifier: &str,
        #[name = "attr"] attribute: Attribute,
        position: Option<i32>,
        allow_duplicates: Option<bool>,
        commit_comment: Option<&str>,
    ) -> Attribute;

    /// Updates an attribute of a person, and returns it as it was saved.
    #[ibis(PUT "/api/v1/person/%(scheme)s/%(identifier)s/%(attrid)s")]
    pub fn update_attribute(
        &self,
        scheme: &str,
        identifier: &str,
        attrid: AttributeId,
        attr: Attribute,
        commit_comment: Option<&str>,
    ) -> Attribute;

    /// Deletes an attribute of a person, and says whether there was one.
    #[ibis(DELETE "/api/v1/person/%(scheme)s/%(identifier)s/%(attrid)s")]
    pub fn delete_attribute(
        &self,
        scheme: &str,
        identifier: &str,
        attrid: AttributeId,
        commit_comment: Option<&str>,
    ) -> bool;

    /// Says whether a person is a member of a group.
    #[ibis(GET "/api/v1/person/%(scheme)s/%(identifier)s/is-member-of-group/%(groupid)s")]
    pub fn is_member_of_group(&self, scheme: &str, identifier: &str, groupid: GroupId) -> bool;

    /// Lists the schemes that a person's attributes can have.
    #[ibis(GET "/api/v1/person/all-attr-schemes")]
    pub fn all_attribute_schemes(&self) -> Vec<AttributeScheme>;
}
