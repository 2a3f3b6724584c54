//! `record!`: defines a record of the service from a single list of its fields.
//!
//! The declarations in `generated/records.rs` are lists of fields, `rust_name: kind = "jsonName";`. A kind looks much like a
//! Rust type. Each kind is one arm of the macro, which defines the shape for the decoder, the return type of the accessor,
//! and the type of the field in the owned record.

use std::marker::PhantomData;

/// The names that a fetch may use for an entity of one kind.
///
/// Each name is a method. `fetch!` calls them in code that never runs, so the compiler checks each step and an editor can
/// complete it.
#[derive(Debug)]
pub struct FetchNames<E>(PhantomData<fn() -> E>);

impl<E> FetchNames<E> {
    pub(crate) const NEW: Self = Self(PhantomData);
}

/// The end of a chain, after which no name may follow.
#[derive(Debug)]
pub struct Leaf;

impl Leaf {
    pub(crate) const NEW: Self = Self;
}

/// Defines a record: its model, its handle or view with an accessor for each field, its owned form, and its names in a
/// fetch.
///
/// The model is a static with the name of the handle or view: values and types have separate namespaces.
macro_rules! record {
    // The forms of a declaration.
    (
        $(#[$doc:meta])*
        entity $name:ident as $record:ident, key $key:literal { $($fields:tt)* }
        schemes { $($schemes:tt)* }
    ) => {
        record! { @fields '_ {@entity [$(#[$doc])*] $name $record $key {$($schemes)*}} [] [] [0] $($fields)* }
    };
    ($(#[$doc:meta])* part $name:ident as $record:ident { $($fields:tt)* }) => {
        record! { @fields '_ {@part [$(#[$doc])*] $name $record} [] [] [0] $($fields)* }
    };
    ($(#[$doc:meta])* value $name:ident $(as $record:ident)? { $($fields:tt)* }) => {
        record! { @fields 'g {@value [$(#[$doc])*] $name $($record)?} [] [] [0] $($fields)* }
    };
    (result $name:ident { $($fields:tt)* }) => {
        record! { @fields '_ {@result $name} [] [] [0] $($fields)* }
    };
    (pool $name:ident { $($fields:tt)* }) => {
        record! { @fields '_ {@pool $name} [] [] [0] $($fields)* }
    };

    // Fields of the flattened form, which have no accessor. They come last.
    (@fields $g:lifetime $end:tt $done:tt [$($tail:tt)*] $at:tt id = $json:literal; $($rest:tt)*) => {
        record! { @fields $g $end $done [$($tail)* {$json (Id)}] $at $($rest)* }
    };
    (@fields $g:lifetime $end:tt $done:tt [$($tail:tt)*] $at:tt reference = $json:literal; $($rest:tt)*) => {
        record! { @fields $g $end $done [$($tail)* {$json (Ref)}] $at $($rest)* }
    };
    (@fields $g:lifetime $end:tt $done:tt [$($tail:tt)*] $at:tt pool $of:ident = $json:literal; $($rest:tt)*) => {
        record! { @fields $g $end $done [$($tail)* {$json (Value $of)}] $at $($rest)* }
    };
    // Any other field, up to its kind.
    (@fields $g:lifetime $end:tt $done:tt $tail:tt $at:tt $(#[$doc:meta])* $name:ident: $($rest:tt)*) => {
        record! { @kind $g {$end $done $tail $at [$(#[$doc])*] $name} $($rest)* }
    };
    // No fields are left.
    (@fields $g:lifetime {@$form:ident $($record:tt)*} $done:tt $tail:tt $at:tt) => {
        record! { @$form $g [$($record)*] $done $tail }
    };

    // The kinds. For each: the serde attributes of the owned field; the shape; the accessor's type and how it reads a node;
    // the owned field's type and its conversion from the accessor's; the name in a fetch and its target.
    (@kind $g:lifetime $s:tt bool = $($rest:tt)*) => { record! { @field $g $s default
        {(Bool) (bool: bool.unwrap_or_default()) (bool: one => one) ()} $($rest)* } };
    (@kind $g:lifetime $s:tt Option<bool> = $($rest:tt)*) => { record! { @field $g $s skip
        {(Bool) (Option<bool>: bool) (Option<bool>: one => one) ()} $($rest)* } };
    (@kind $g:lifetime $s:tt i64 = $($rest:tt)*) => { record! { @field $g $s required
        {(Integer) (i64: integer.unwrap_or_default()) (i64: one => one) ()} $($rest)* } };
    (@kind $g:lifetime $s:tt i64 as $ty:ident = $($rest:tt)*) => { record! { @field $g $s required
        {(Integer) ($ty: integer.map_or($ty::new(0), $ty::new)) ($ty: one => one) ()} $($rest)* } };
    (@kind $g:lifetime $s:tt Option<i64> = $($rest:tt)*) => { record! { @field $g $s skip
        {(Integer) (Option<i64>: integer) (Option<i64>: one => one) ()} $($rest)* } };
    (@kind $g:lifetime $s:tt Option<i64 as $ty:ident> = $($rest:tt)*) => { record! { @field $g $s skip
        {(Integer) (Option<$ty>: integer.map($ty::new)) (Option<$ty>: one => one) ()} $($rest)* } };
    (@kind $g:lifetime $s:tt str = $($rest:tt)*) => { record! { @field $g $s required
        {(Str) (&$g str: str.unwrap_or_default()) (String: one => one.to_owned()) ()} $($rest)* } };
    (@kind $g:lifetime $s:tt str as $ty:ident = $($rest:tt)*) => { record! { @field $g $s required
        {(Str) (&$g str: str.unwrap_or_default()) ($ty: one => $ty::from_service(one)) ()} $($rest)* } };
    (@kind $g:lifetime $s:tt Option<str> = $($rest:tt)*) => { record! { @field $g $s skip
        {(Str) (Option<&$g str>: str) (Option<String>: one => one.map(str::to_owned)) ()} $($rest)* } };
    (@kind $g:lifetime $s:tt Option<str as $ty:ident> = $($rest:tt)*) => { record! { @field $g $s skip
        {(Str) (Option<&$g str>: str) (Option<$ty>: one => one.map($ty::from_service)) ()} $($rest)* } };
    (@kind $g:lifetime $s:tt enum $ty:ident = $($rest:tt)*) => { record! { @field $g $s required
        {(Str) ($ty: str.unwrap_or_default().into()) ($ty: one => one) ()} $($rest)* } };
    (@kind $g:lifetime $s:tt Option<enum $ty:ident> = $($rest:tt)*) => { record! { @field $g $s skip
        {(Str) (Option<$ty>: str.map($ty::from)) (Option<$ty>: one => one) ()} $($rest)* } };
    (@kind $g:lifetime $s:tt Option<Date> = $($rest:tt)*) => { record! { @field $g $s skip
        {(Date) (Option<::jiff::civil::Date>: date) (Option<::jiff::civil::Date>: one => one) ()} $($rest)* } };
    (@kind $g:lifetime $s:tt Option<bytes> = $($rest:tt)*) => { record! { @field $g $s base64
        {(Bytes) (Option<Vec<u8>>: bytes) (Option<Vec<u8>>: one => one) ()} $($rest)* } };
    (@kind $g:lifetime $s:tt [str] = $($rest:tt)*) => { record! { @field $g $s default
        {(Strings) ($crate::Strings<$g>: strings) (Vec<String>: all => all.map(str::to_owned).collect()) ()}
        $($rest)* } };
    // Parts of a record: values, which borrow the graph, and parts that hold entities, which are handles.
    (@kind $g:lifetime $s:tt value $of:ident as $owned:ident = $($rest:tt)*) => { record! { @field $g $s required
        {(Value $of) ($of<$g>: required_value) ($owned: one => one.to_record()) ()} $($rest)* } };
    (@kind $g:lifetime $s:tt Option<value $of:ident $(as $owned:ident)?> = $($rest:tt)*) => { record! { @field $g $s skip
        {(Value $of) (Option<$of<$g>>: value) (Option<$($owned)?>: one => one.map(|one| one.to_record())) ()}
        $($rest)* } };
    (@kind $g:lifetime $s:tt [value $of:ident as $owned:ident] = $($rest:tt)*) => { record! { @field $g $s default
        {(Values $of) ($crate::Values<$g, $of<$g>>: present_values)
            (Vec<$owned>: all => all.map(|one| one.to_record()).collect()) ()} $($rest)* } };
    (@kind $g:lifetime $s:tt [value $of:ident as $owned:ident] fetched by $fetch:ident = $($rest:tt)*) => {
        record! { @field $g $s skip
        {(Values $of) (Result<$crate::Values<$g, $of<$g>>, $crate::NotFetched>: values)
            (Option<Vec<$owned>>: all => all.ok().map(|all| all.map(|one| one.to_record()).collect()))
            ($fetch: $crate::api::record::Leaf)} $($rest)* } };
    (@kind $g:lifetime $s:tt [part $of:ident as $owned:ident] fetched by $fetch:ident to $to:ident = $($rest:tt)*) => {
        record! { @field $g $s skip
        {(Values $of) (Result<$crate::Values<$g, $of>, $crate::NotFetched>: values)
            (Option<Vec<$owned>>: all => all.ok().map(|all| all.map(|one| one.to_record()).collect()))
            ($fetch: $crate::api::record::FetchNames<$to>)} $($rest)* } };
    // Entities, which owned records hold as keys.
    (@kind $g:lifetime $s:tt Option<entity $of:ident> = $($rest:tt)*) => { record! { @field $g $s required
        {(Entity $of) (Option<$of>: top) ((): one => one) ()} $($rest)* } };
    (@kind $g:lifetime $s:tt Option<entity $of:ident as $owned:ident> fetched by $fetch:ident = $($rest:tt)*) => {
        record! { @field $g $s skip
        {(Entity $of) (Result<Option<$of>, $crate::NotFetched>: entity)
            (Option<$owned>: one => one.ok().flatten().map(|one| $crate::Entity::key(&one)))
            ($fetch: $crate::api::record::FetchNames<$of>)} $($rest)* } };
    (@kind $g:lifetime $s:tt [entity $of:ident $(as $owned:ident)?] = $($rest:tt)*) => { record! { @field $g $s default
        {(Entities $of) ($crate::Entities<$g, $of>: present_entities)
            (Vec<$($owned)?>: all => all.map(|one| $crate::Entity::key(&one)).collect()) ()} $($rest)* } };
    (@kind $g:lifetime $s:tt [entity $of:ident as $owned:ident] fetched by $fetch:ident = $($rest:tt)*) => {
        record! { @field $g $s skip
        {(Entities $of) (Result<$crate::Entities<$g, $of>, $crate::NotFetched>: entities)
            (Option<Vec<$owned>>: all => all.ok().map(|all| all.map(|one| $crate::Entity::key(&one)).collect()))
            ($fetch: $crate::api::record::FetchNames<$of>)} $($rest)* } };

    // The serde attributes: a missing list or boolean is empty or false, and `None` is skipped.
    (@field $g:lifetime $s:tt required $($rest:tt)*) => { record! { @push $g $s [] $($rest)* } };
    (@field $g:lifetime $s:tt default $($rest:tt)*) => { record! { @push $g $s [default,] $($rest)* } };
    (@field $g:lifetime $s:tt skip $($rest:tt)*) => {
        record! { @push $g $s [default, skip_serializing_if = "Option::is_none",] $($rest)* }
    };
    (@field $g:lifetime $s:tt base64 $($rest:tt)*) => {
        record! { @push $g $s
            [default, skip_serializing_if = "Option::is_none", with = "crate::values::base64_text",] $($rest)* }
    };
    (
        @push $g:lifetime {$end:tt [$($done:tt)*] $tail:tt [$($at:tt)*] $docs:tt $name:ident} $serde:tt
        {$shape:tt $accessor:tt $owned:tt $fetch:tt} $json:literal; $($rest:tt)*
    ) => {
        record! {
            @fields $g $end [$($done)* {$docs $name $json [$($at)*] $serde $shape $accessor $owned $fetch}] $tail
            [$($at)* + 1] $($rest)*
        }
    };

    // The items that a declaration expands to.
    (@entity $g:lifetime [$docs:tt $name:ident $record:ident $key:literal $schemes:tt] $done:tt $tail:tt) => {
        record! { @handle $docs $name $record }
        record! { @model $name entity [$crate::result::Kind::$name, $key, record!(@schemes $schemes),] $done $tail }
        record! { @accessors [impl $name] (&self) self $done }
        record! { @owned $docs $name [impl $name] (&self) self $record $done }
        record! { @names $name $schemes $done }

        impl $name {
            /// Whether both handles refer to the same entity, even in different responses.
            ///
            /// By contrast, `==` compares handles within one response.
            pub fn same_entity(&self, other: &Self) -> bool {
                $crate::Entity::same_entity(self, other)
            }
        }
    };
    (@part $g:lifetime [$docs:tt $name:ident $record:ident] $done:tt $tail:tt) => {
        record! { @handle $docs $name $record }
        record! { @model $name value [] $done $tail }
        record! { @accessors [impl $name] (&self) self $done }
        record! { @owned $docs $name [impl $name] (&self) self $record $done }

        impl<'g> $crate::Part<'g> for $name {}
    };
    (@value $g:lifetime [$docs:tt $name:ident $($record:ident)?] $done:tt $tail:tt) => {
        record! { @view $docs $name $g }
        record! { @model $name value [] $done $tail }
        record! { @accessors [impl<$g> $name<$g>] (self) self $done }
        $(record! { @owned $docs $name [impl<$g> $name<$g>] (self) self $record $done })?
    };
    (@result $g:lifetime [$name:ident] $done:tt $tail:tt) => {
        record! { @model $name value [] $done $tail }
        record! { @accessors [impl $name] (&self) self $done }
    };
    (@pool $g:lifetime [$name:ident] $done:tt $tail:tt) => {
        record! { @model $name value [] $done $tail }
    };

    // A handle, which keeps the graph alive.
    (@handle [$(#[$doc:meta])*] $name:ident $record:ident) => {
        $(#[$doc])*
        #[doc = concat!("\n\n[`", stringify!($record), "`](crate::", stringify!($record), ") is its owned form.")]
        #[derive(Clone, PartialEq, Eq, Hash)]
        pub struct $name {
            node: $crate::result::SharedNode,
        }

        impl $name {
            #[inline]
            pub(crate) fn node(&self) -> $crate::result::Node<'_> {
                self.node.node()
            }
        }

        record! { @sealed $name 'g $name, $name }
    };
    // A view, which borrows the graph.
    (@view [$(#[$doc:meta])*] $name:ident $g:lifetime) => {
        $(#[$doc])*
        #[derive(Clone, Copy)]
        pub struct $name<$g> {
            node: $crate::result::Node<$g>,
        }

        impl<$g> $name<$g> {
            #[inline]
            fn node(self) -> $crate::result::Node<$g> {
                self.node
            }
        }

        impl<$g> $crate::Part<$g> for $name<$g> {}

        record! { @sealed $name $g $name<$g>, $name<'_> }
    };
    (@sealed $model:ident $g:lifetime $handle:ty, $debug:ty) => {
        impl<$g> $crate::result::sealed::Handle<$g> for $handle {
            const MODEL: &'static $crate::result::Model = &$model;

            #[inline]
            fn from_node(node: $crate::result::Node<$g>) -> Self {
                Self { node: node.of(&$model).into() }
            }
        }

        impl ::std::fmt::Debug for $debug {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                self.node().fmt(f)
            }
        }
    };
    (
        @model $model:ident $form:ident [$($entity:tt)*]
        [$({$docs:tt $name:ident $json:literal $at:tt $serde:tt ($shape:ident $($of:ident)?) $accessor:tt $owned:tt
            ($($fetch:ident: $step:ty)?)})*]
        [$({$tail:literal ($tail_shape:ident $($tail_of:ident)?)})*]
    ) => {
        #[allow(non_upper_case_globals, reason = "named after the record")]
        pub(crate) static $model: $crate::result::Model =
            $crate::result::Model::$form(stringify!($model), $($entity)* &[
                $($crate::result::Field::new($json, $crate::result::Shape::$shape $((&$of))?)
                    $(.fetched_by(stringify!($fetch)))?,)*
                $($crate::result::Field::new($tail, $crate::result::Shape::$tail_shape $((&$tail_of))?),)*
            ]);
    };
    (
        @accessors [$($header:tt)*] $receiver:tt $self:tt
        [$({[$(#[$doc:meta])*] $name:ident $json:literal [$($at:tt)*] $serde:tt $shape:tt
            ($ty:ty: $reader:ident $($read:tt)*) $owned:tt ($($fetch:ident: $step:ty)?)})*]
    ) => {
        $($header)* {
            $(
                $(#[$doc])*
                $(
                    #[doc = concat!(
                        "\n# Errors\n\n[`NotFetched`](crate::NotFetched) if the request did not fetch `",
                        stringify!($fetch),
                        "`."
                    )]
                )?
                #[inline]
                pub fn $name $receiver -> $ty {
                    $self.node().$reader($crate::result::FieldId($($at)*)) $($read)*
                }
            )*
        }
    };
    (
        @owned [$(#[$record_doc:meta])*] $view:ident [$($header:tt)*] $receiver:tt $self:tt $record:ident
        [$({[$(#[$doc:meta])*] $name:ident $json:literal $at:tt [$($serde:tt)*] $shape:tt $accessor:tt
            ($ty:ty: $one:ident => $own:expr) $fetch:tt})*]
    ) => {
        $(#[$record_doc])*
        #[doc = concat!("\n\nThe owned form of [`", stringify!($view), "`](crate::", stringify!($view), ").")]
        #[derive(Clone, Debug, PartialEq, Eq, ::serde::Serialize, ::serde::Deserialize)]
        #[non_exhaustive]
        pub struct $record {
            $(
                $(#[$doc])*
                #[serde($($serde)* rename = $json)]
                pub $name: $ty,
            )*
        }

        $($header)* {
            /// Returns an owned copy, which does not keep the response alive.
            ///
            /// References to entities become identifiers.
            #[inline]
            pub fn to_record $receiver -> $record {
                $record {
                    $($name: { let $one = $self.$name(); $own },)*
                }
            }
        }
    };
    (@schemes {$($(#[$doc:meta])* $name:ident $(= [$($scheme:ident),* $(,)?])?;)*}) => {
        &[$($crate::result::Scheme {
            name: stringify!($name),
            stands_for: &[$($(stringify!($scheme)),*)?],
        }),*]
    };
    (
        @names $entity:ident {$($(#[$scheme_doc:meta])* $scheme:ident $(= $stands_for:tt)?;)*}
        [$({$docs:tt $name:ident $json:literal $at:tt $serde:tt $shape:tt $accessor:tt $owned:tt
            ($($fetch:ident: $step:ty)?)})*]
    ) => {
        #[allow(non_snake_case, reason = "the names are the service's own")]
        impl $crate::api::record::FetchNames<$entity> {
            $($(record! { @name $docs $fetch $step })?)*
            $(
                $(#[$scheme_doc])*
                pub const fn $scheme(&self) -> $crate::api::record::Leaf {
                    $crate::api::record::Leaf::NEW
                }
            )*
        }
    };
    (@name [$(#[$doc:meta])*] $fetch:ident $step:ty) => {
        $(#[$doc])*
        pub const fn $fetch(&self) -> $step {
            <$step>::NEW
        }
    };
}

pub(crate) use record;
