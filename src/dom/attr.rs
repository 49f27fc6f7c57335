//! The attributes that a stage reads. All others are skipped by the tokenizer.

macro_rules! attrs {
    ($($variant:ident $name:literal $bytes:literal,)*) => {
        /// The name of an attribute that the pipeline reads.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[repr(u8)]
        #[non_exhaustive]
        pub enum Attr {
            $(#[doc = concat!("`", $name, "`")] $variant,)*
        }

        impl Attr {
            /// The attribute of this name in lower case, if a stage reads it.
            pub fn from_name(name: &[u8]) -> Option<Attr> {
                match name {
                    $($bytes => Some(Attr::$variant),)*
                    _ => None,
                }
            }

            /// The attribute's name.
            pub fn name(self) -> &'static str {
                match self {
                    $(Attr::$variant => $name,)*
                }
            }
        }
    };
}

attrs! {
    Class "class" b"class",
    Id "id" b"id",
    Role "role" b"role",
    Style "style" b"style",
    Hidden "hidden" b"hidden",
    AriaHidden "aria-hidden" b"aria-hidden",
    AriaLabel "aria-label" b"aria-label",
    Href "href" b"href",
    Src "src" b"src",
    DataSrc "data-src" b"data-src",
    Srcset "srcset" b"srcset",
    Alt "alt" b"alt",
    DataAlt "data-alt" b"data-alt",
    Rel "rel" b"rel",
    Name "name" b"name",
    Property "property" b"property",
    Content "content" b"content",
    HttpEquiv "http-equiv" b"http-equiv",
    Charset "charset" b"charset",
    Lang "lang" b"lang",
    XmlLang "xml:lang" b"xml:lang",
    Type "type" b"type",
    Datetime "datetime" b"datetime",
    DataSeconds "data-seconds" b"data-seconds",
    Itemprop "itemprop" b"itemprop",
    Itemtype "itemtype" b"itemtype",
    DataComponent "data-component" b"data-component",
    DataTestid "data-testid" b"data-testid",
    DataType "data-type" b"data-type",
    Title "title" b"title",
    Width "width" b"width",
    Height "height" b"height",
    Open "open" b"open",
    Start "start" b"start",
    DataBlock "data-block" b"data-block",
    Shadowrootmode "shadowrootmode" b"shadowrootmode",
}
