//! The example `custom_endpoint`.

use std::sync::Arc;

use ibis_client::{Error, SharedConnection};
use ibis_sandbox::Sandbox;

use super::super::{connect, editor};

#[path = "../../../../examples/custom_endpoint.rs"]
mod program;

#[tokio::test]
async fn endpoints_return_an_address_book_over_a_counting_connection() {
    let sandbox = Sandbox::start().await.unwrap();
    let conn = Arc::new(program::Logging::new(connect(&sandbox, editor())));
    let books = program::AddressBookMethods { conn: SharedConnection::from(Arc::clone(&conn)) };

    let book = books.of_group("kazoo-society").fetch(program::EMAIL).await.unwrap();
    assert_eq!((book.addresses.len(), book.without), (4, 0));
    assert_eq!(book.addresses[0], "Bramwell Quillfeather <bq201@example.org>");
    let book = books.of_institution("GEMS").fetch(program::EMAIL).await.unwrap();
    assert_eq!((book.addresses.len(), book.without), (19, 1));
    let error = books.of_institution("UIS").await.unwrap_err();
    assert!(matches!(error, Error::NotFetched(_)), "{error}");
    assert_eq!(conn.calls(), 3);
}
