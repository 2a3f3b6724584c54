#[ibis_methods(crate = crate::stub)]
impl<C: Connection + Clone> InstitutionMethods<C> {
    /// Creates a group that an institution owns.
    #[ibis(POST "/api/v1/inst/%(instid)s/create-group")]
    pub fn create_group(
        &self,
        instid: InstId,
        name: &str,
        title: &str,
        description: &str,
        managed_by: Option<GroupId>,
        commit_comment: Option<&str>,
    ) -> Group;

    /// Lists the schemes that an institution's attributes can have.
    #[ibis(GET "/api/v1/inst/all-attr-schemes")]
    pub fn all_attribute_schemes(&self) -> Vec<AttributeScheme>;
}
