#[ibis_methods(crate = crate::stub)]
impl<C: Connection + Clone> IbisMethods<C> {
    /// Returns the id of the last transaction.
    #[ibis(GET "/api/v1/last-transaction")]
    pub fn get_last_transaction_id(&self) -> TransactionId;

    /// Returns the version of the web service.
    #[ibis(GET "/api/v1/version")]
    pub fn get_version(&self) -> String;
}
