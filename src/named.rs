//! Enums whose variants have names: one list gives `ALL`, `name`, `Display` and `FromStr`.

/// Gives an enum its names. A variant that is missing does not compile.
macro_rules! named {
    ($type:ident, $what:literal: $($variant:ident $name:literal,)*) => {
        impl $type {
            #[doc = concat!("Every ", $what, ", in the order of the documentation.")]
            pub const ALL: &'static [$type] = &[$($type::$variant,)*];

            /// The name in files, JSON and messages; [`FromStr`](std::str::FromStr) reads it.
            pub fn name(self) -> &'static str {
                match self {
                    $($type::$variant => $name,)*
                }
            }
        }

        impl std::fmt::Display for $type {
            /// The name; width and alignment hold.
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.name())
            }
        }

        impl std::str::FromStr for $type {
            type Err = $crate::error::Error;

            /// Reads a name, to the letter.
            ///
            /// # Errors
            ///
            /// [`ErrorKind::UnknownName`](crate::ErrorKind::UnknownName), with all names in its message.
            fn from_str(name: &str) -> Result<Self, Self::Err> {
                match name {
                    $($name => Ok($type::$variant),)*
                    _ => Err($crate::error::Error::new($crate::error::ErrorKind::UnknownName {
                        expected: concat!($what, " (one of:" $(, " ", $name)*, ")"),
                        name: name.to_owned(),
                    })),
                }
            }
        }
    };
}

pub(crate) use named;

#[cfg(test)]
mod tests {
    use crate::decode::DecidedBy;
    use crate::flat::{Evidence, Heads, Matched, PieceKind, Place, Zone};
    use crate::render::Format;
    use crate::{Bias, Flag, Hidden, Origin, PageKind, Parser, Role};
    use std::collections::BTreeSet;

    #[test]
    fn every_name_is_its_own_and_is_read_back() {
        macro_rules! check {
            ($($type:ident)*) => {$(
                let names: BTreeSet<&str> = $type::ALL.iter().map(|each| each.name()).collect();
                assert_eq!(names.len(), $type::ALL.len(), stringify!($type));
                for each in $type::ALL {
                    assert_eq!(each.to_string().parse::<$type>().as_ref(), Ok(each));
                    assert!(each.name().bytes().all(|b| b.is_ascii_lowercase() || b == b'_' || b == b'5'), "{each}");
                }
                assert!("Nothing".parse::<$type>().is_err() && "".parse::<$type>().is_err());
            )*};
        }
        check!(Bias DecidedBy Evidence Flag Format Heads Hidden Matched Origin PageKind Parser PieceKind Place Role Zone);
    }

    #[test]
    fn a_name_that_is_none_is_answered_with_all_that_are() {
        let error = "kind".parse::<Evidence>().map(|_| ()).map_err(|error| error.to_string());
        assert_eq!(error, Err(r#""kind" is not an evidence (one of: likely sure cluster)"#.to_owned()));
        let error = "x".parse::<Origin>().map(|_| ()).map_err(|error| error.to_string());
        assert_eq!(error, Err(r#""x" is not an origin (one of: json_ld open_graph meta markup text)"#.to_owned()));
    }
}
