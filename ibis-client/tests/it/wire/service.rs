//! The endpoints of the service as a whole.

use ibis_client::{IbisMethods, TransactionId};

use super::{Wire, value};
use crate::support::rows::rows;

rows! {
    Wire, mod sends_and_decodes, "IbisMethods":
    "getLastTransactionId" => get_last_transaction_id,
    "getVersion" => get_version,
}

async fn get_last_transaction_id(wire: &mut Wire) {
    for json in ["9007199254740993", "\"9007199254740993\""] {
        let last = wire
            .sends("GET /api/v1/last-transaction?flatten=true")
            .receives(value(json))
            .by(|conn| IbisMethods::new(conn).get_last_transaction_id())
            .await;
        assert_eq!(last, TransactionId::new(9_007_199_254_740_993));
    }
}

async fn get_version(wire: &mut Wire) {
    for (json, expected) in [("\"1.2 \\\"beta\\\" é\"", "1.2 \"beta\" é"), ("1.2", "1.2"), ("true", "true")]
    {
        let version = wire
            .sends("GET /api/v1/version?flatten=true")
            .receives(value(json))
            .by(|conn| IbisMethods::new(conn).get_version())
            .await;
        assert_eq!(version, expected);
    }
}
