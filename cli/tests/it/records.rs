//! JSON Lines and Parquet, in and out.

use crate::folder::{Folder, fixtures, lines};
use crate::made::{gz, story};
use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, BinaryArray, Int64Array, RecordBatch, StringArray};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::{Value, json};
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

fn rows(path: &Path) -> Vec<RecordBatch> {
    let builder = ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap();
    builder.build().unwrap().map(Result::unwrap).collect()
}

#[test]
fn json_lines_give_what_the_pages_give_packed_or_not() {
    let folder = Folder::new("lines-same");
    let mut text = String::new();
    for (number, (name, bytes)) in fixtures().into_iter().enumerate() {
        folder.file(&format!("pages/{name}.html"), &bytes);
        let html = copydesk::decode::decode(&bytes, None).expect("no hint");
        let html = html.text();
        let line = match number % 3 {
            0 => json!({"id": name, "url": format!("https://example.com/{name}"), "html": html}),
            1 => json!({"page": {"html": "no"}, "html": html, "id": 7}),
            _ => json!({"html": html}),
        };
        text += &format!("{line}\n{}", if number % 4 == 0 { "\n" } else { "" });
    }
    folder.file("a.jsonl", &text).file("b.jsonl.gz", gz(text.as_bytes()));
    folder.file("c.ndjson.zst", zstd::encode_all(text.as_bytes(), 1).unwrap());
    let from_files = folder.run(&["extract", "--format", "json", "pages"]).lines();
    for name in ["a.jsonl", "b.jsonl.gz", "c.ndjson.zst"] {
        let done = folder.run(&["extract", "--format", "json", name]);
        assert_eq!(done.code, Some(0), "{}", done.err);
        let found = done.lines();
        assert_eq!(found.len(), from_files.len(), "{name}");
        for (number, (one, other)) in found.iter().zip(&from_files).enumerate() {
            assert_eq!(one["blocks"], other["blocks"], "{name}: {number}");
            match number % 3 {
                0 => assert_eq!((&one["id"], one["url"].is_string()), (&other["id"], true)),
                1 => assert_eq!((&one["id"], &one["url"]), (&json!("7"), &Value::Null)),
                _ => assert!(one["id"].as_str().unwrap().parse::<u64>().is_ok(), "the number of the line"),
            }
        }
    }
    let piped = folder.run_with(&["extract", "--format", "json", "--field", "html", "-"], text.as_bytes());
    assert_eq!(piped.lines(), folder.run(&["extract", "--format", "json", "a.jsonl"]).lines());
}

#[test]
fn a_line_that_is_no_record_is_named_and_stops_nothing() {
    let folder = Folder::new("lines-bad");
    folder.file(
        "a.jsonl",
        "{\"body\":\"<p>one\"}\nnot json\n{\"body\":7}\n{\"other\":\"x\"}\n\n{\"body\":\"<p>six\",\"id\":\"six\"}\n",
    );
    let done = folder.run(&["extract", "--format", "json", "--field", "body", "a.jsonl"]);
    assert_eq!((done.code, done.ids()), (Some(1), vec!["1".to_owned(), "six".to_owned()]));
    for line in [2, 3, 4] {
        assert!(done.says(&format!("copydesk: a.jsonl: line {line}: ")), "{}", done.err);
    }
    assert!(done.says("copydesk: failed: broken_json 1, no_field 2"), "{}", done.err);
}

#[test]
fn texts_are_cleaned_from_files_lines_and_columns() {
    let folder = Folder::new("clean");
    let text = "Theatre roof falls in\n\nPart of the roof of the Corn Exchange has fallen into the stalls, six hours after the last guests had left.\n\n\
                BBC © 2012 The BBC is not responsible for the content of external sites. Read more.";
    folder.file("t/a.txt", text).file("t/b.txt.gz", gz(text.as_bytes()));
    folder.file("c.jsonl", format!("{}\n", json!({"id": "c", "text": text})));
    let column: ArrayRef = Arc::new(StringArray::from(vec![text]));
    write(&folder.path("d.parquet"), vec![("text", column)]);
    let done = folder.run(&["clean", "--format", "json", "--report", "t", "c.jsonl", "d.parquet"]);
    assert_eq!((done.code, done.ids()), (Some(0), ["a", "b", "c", "0"].map(str::to_owned).to_vec()), "{}", done.err);
    let found = done.lines();
    let story =
        "Part of the roof of the Corn Exchange has fallen into the stalls, six hours after the last guests had left.";
    let main = found[0]["text"].as_str().unwrap();
    assert!(main.ends_with(story), "{main}");
    assert!(found.iter().all(|line| line["text"] == main && line["blocks"] == found[0]["blocks"]));
    assert!(done.err.contains("4 texts, 0 of them empty"), "{}", done.err);
    let out = folder.run(&["clean", "-q", "--output", "o.parquet", "t"]);
    assert_eq!((out.code, out.err.as_str()), (Some(0), ""));
    let batch = &rows(&folder.path("o.parquet"))[0];
    assert_eq!(batch.column_by_name("text").unwrap().as_string::<i32>().value(0), main);
}

fn write(path: &Path, columns: Vec<(&str, ArrayRef)>) {
    let batch =
        RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, column)| (name, column, true)))
            .unwrap();
    let mut writer = ArrowWriter::try_new(File::create(path).unwrap(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
}

#[test]
fn a_column_of_parquet_gives_what_the_pages_give() {
    let folder = Folder::new("parquet-in");
    let pages = fixtures();
    for (name, bytes) in &pages {
        folder.file(&format!("pages/{name}.html"), bytes);
    }
    let bytes: ArrayRef =
        Arc::new(pages.iter().map(|(_, bytes)| Some(&bytes[..])).chain([None]).collect::<BinaryArray>());
    let ids: ArrayRef = Arc::new((0..=pages.len() as i64).map(|id| id + 100).collect::<Int64Array>());
    let urls: ArrayRef =
        Arc::new((0..=pages.len()).map(|id| Some(format!("https://example.com/{id}"))).collect::<StringArray>());
    write(&folder.path("a.parquet"), vec![("id", ids), ("content", bytes.clone()), ("url", urls)]);
    write(&folder.path("b.parquet"), vec![("html", bytes)]);
    let from_files = folder.run(&["extract", "--format", "json", "pages"]).lines();
    let done = folder.run(&["extract", "--format", "json", "--column", "content", "a.parquet"]);
    let found = done.lines();
    assert_eq!((done.code, found.len()), (Some(1), pages.len()), "{}", done.err);
    assert!(done.says(&format!("copydesk: a.parquet: row {}: no text", pages.len())), "{}", done.err);
    for (number, (one, other)) in found.iter().zip(&from_files).enumerate() {
        assert_eq!(one["blocks"], other["blocks"]);
        assert_eq!(
            (&one["id"], &one["url"]),
            (&json!(format!("{}", 100 + number)), &json!(format!("https://example.com/{number}")))
        );
    }
    assert_eq!(folder.run(&["extract", "--format", "json", "b.parquet"]).lines()[0]["id"], "0");
    let wrong = folder.run(&["extract", "a.parquet"]);
    assert!(wrong.says("copydesk: a.parquet: no column \"html\"; it has id, content, url"), "{}", wrong.err);
    folder.file("c.parquet", "no parquet");
    assert!(folder.run(&["extract", "c.parquet"]).says("copydesk: c.parquet: broken Parquet"));
}

#[test]
fn parquet_out_says_what_the_json_line_says() {
    let folder = Folder::new("parquet-out");
    let mut warc = Vec::new();
    for (name, bytes) in fixtures() {
        warc.extend(gz(&crate::made::record("response", &name, &crate::made::html(&bytes))));
    }
    folder.file("a.warc.gz", warc);
    let out = folder.run(&["extract", "-q", "a.warc.gz", "--output", "o.parquet"]);
    assert_eq!(
        (out.code, out.err.as_str(), folder.names("").contains(&"o.parquet.unfinished".to_owned())),
        (Some(0), "", false)
    );
    let expected = folder.run(&["extract", "--format", "json", "a.warc.gz"]).lines();
    let found: Vec<Value> = rows(&folder.path("o.parquet")).iter().flat_map(as_json).collect();
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(&expected) {
        for key in [
            "id", "url", "kind", "title", "byline", "date", "language", "site", "text", "captions", "flags", "model",
            "version", "source",
        ] {
            assert_eq!(found[key], expected[key], "{key} of {}", expected["id"]);
        }
        let blocks = |value: &Value| value["blocks"].as_array().unwrap().clone();
        assert_eq!(blocks(found).len(), blocks(expected).len());
        for (one, other) in blocks(found).iter().zip(&blocks(expected)) {
            for key in ["role", "main", "start", "end", "text", "reason", "profile", "hidden", "origin"] {
                assert_eq!(one.get(key).unwrap_or(&Value::Null), other.get(key).unwrap_or(&Value::Null), "{key}");
            }
            let off = one["score"].as_f64().unwrap() - other["score"].as_f64().unwrap();
            assert!(off.abs() < 0.001);
        }
    }
    // What is written can be read again.
    let again = folder.run(&["extract", "--format", "json", "--column", "text", "o.parquet"]);
    assert_eq!(again.lines().len(), expected.len());
}

/// Rows as JSON, by the types that the schema has.
fn as_json(batch: &RecordBatch) -> Vec<Value> {
    (0..batch.num_rows())
        .map(|row| {
            let fields = batch.schema();
            let one =
                |(field, column): (&Arc<arrow_schema::Field>, &ArrayRef)| (field.name().clone(), value(column, row));
            Value::Object(fields.fields().iter().zip(batch.columns()).map(one).collect())
        })
        .collect()
}

fn value(column: &ArrayRef, row: usize) -> Value {
    use arrow_schema::DataType;
    if column.is_null(row) {
        return Value::Null;
    }
    match column.data_type() {
        DataType::Utf8 => json!(column.as_string::<i32>().value(row)),
        DataType::Boolean => json!(column.as_boolean().value(row)),
        DataType::Float32 => json!(column.as_primitive::<arrow_array::types::Float32Type>().value(row)),
        DataType::Int64 => json!(column.as_primitive::<arrow_array::types::Int64Type>().value(row)),
        DataType::UInt16 => json!(column.as_primitive::<arrow_array::types::UInt16Type>().value(row)),
        DataType::List(_) => {
            let items = column.as_list::<i32>().value(row);
            Value::Array((0..items.len()).map(|i| value(&items, i)).collect())
        }
        DataType::Struct(fields) => {
            let columns = column.as_struct().columns();
            Value::Object(
                fields.iter().zip(columns).map(|(field, column)| (field.name().clone(), value(column, row))).collect(),
            )
        }
        other => panic!("no {other} in the schema"),
    }
}

#[test]
fn parquet_in_parts_holds_every_row_once() {
    let folder = Folder::new("parquet-parts");
    let text: String =
        (0..300).map(|number| format!("{}\n", json!({"html": String::from_utf8(story(number)).unwrap()}))).collect();
    folder.file("a.jsonl", text);
    let done = folder.run(&["extract", "-q", "a.jsonl", "--format", "parquet", "--output", "parts/"]);
    assert_eq!((done.code, done.err.as_str()), (Some(0), ""));
    assert_eq!(folder.names("parts"), ["part-00000.parquet"]);
    let ids: Vec<String> = rows(&folder.path("parts/part-00000.parquet"))
        .iter()
        .flat_map(|batch| {
            as_json(batch).into_iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        })
        .collect();
    assert_eq!(ids, (1..=300).map(|id| id.to_string()).collect::<Vec<_>>());
    let lines = lines(&folder.run(&["extract", "--format", "json", "a.jsonl"]).out);
    assert_eq!(lines.len(), 300);
}
