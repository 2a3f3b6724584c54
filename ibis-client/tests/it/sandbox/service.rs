//! The endpoints of the service as a whole.

use ibis_client::{AttributeRecord, IbisMethods, InstitutionMethods, TransactionId};

use super::Visit;
use crate::support::rows::rows;

rows! {
    Visit, mod responds, "IbisMethods":
    "getLastTransactionId" => get_last_transaction_id,
    "getVersion" => get_version,
}

async fn get_last_transaction_id(visit: &mut Visit) {
    let service = IbisMethods::new(visit.anonymous());
    assert_eq!(service.get_last_transaction_id().await.unwrap(), TransactionId::new(12));
    let email = AttributeRecord::new("email").with_value("new@example.org");
    InstitutionMethods::new(visit.editor()).add_attribute("UIS", email).await.unwrap();
    assert_eq!(service.get_last_transaction_id().await.unwrap(), TransactionId::new(13));
}

async fn get_version(visit: &mut Visit) {
    let version = IbisMethods::new(visit.anonymous()).get_version().await.unwrap();
    assert!(!version.is_empty());
}
