//! Tables with one test per endpoint, whose rows are counted.

/// Defines a test for each row, and `ROWS` with all of them.
///
/// A row is an async function that takes a `&mut` to the context that the test starts and finishes.
macro_rules! rows {
    ($context:ident, mod $module:ident, $class:literal: $($method:literal => $row:ident,)*) => {
        pub(super) const ROWS: &[(&str, &str)] = &[$(($class, $method)),*];

        mod $module {
            $(
                #[tokio::test]
                async fn $row() {
                    let mut context = super::$context::start($class, $method).await;
                    super::$row(&mut context).await;
                    context.finish();
                }
            )*
        }
    };
}

pub(crate) use rows;
