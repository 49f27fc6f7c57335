//! Batches in, a batch out.

use arrow_array::cast::AsArray;
use arrow_array::{
    Array, ArrayRef, BinaryArray, BinaryViewArray, Int64Array, LargeBinaryArray, LargeStringArray, RecordBatch,
    StringArray, StringViewArray,
};
use copydesk::Extractor;
use copydesk_arrow::Columns;
use copydesk_arrow::extract::{self, Job};
use std::fs;
use std::sync::Arc;

fn fixtures() -> Vec<Vec<u8>> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/html");
    let mut paths: Vec<_> = fs::read_dir(folder).expect("fixtures").map(|entry| entry.expect("entry").path()).collect();
    paths.sort();
    paths.iter().map(|path| fs::read(path).expect("fixture")).collect()
}

fn run(batches: &[RecordBatch], threads: usize) -> RecordBatch {
    let extractor = Extractor::default();
    let columns = Columns::default();
    let job = Job { extractor: &extractor, column: "html", charset: None, columns: &columns, threads };
    extract::extract(batches, &job).expect("rows")
}

fn table(pages: ArrayRef) -> RecordBatch {
    RecordBatch::try_from_iter([("html", pages)]).expect("a batch")
}

#[test]
fn every_type_of_text_and_bytes_gives_the_same_rows_on_any_number_of_threads() {
    let pages: Vec<Vec<u8>> =
        fixtures().into_iter().filter(|page| std::str::from_utf8(page).is_ok()).cycle().take(40).collect();
    let texts: Vec<&str> = pages.iter().map(|page| std::str::from_utf8(page).expect("UTF-8")).collect();
    let columns: [ArrayRef; 6] = [
        Arc::new(BinaryArray::from_iter_values(&pages)),
        Arc::new(LargeBinaryArray::from_iter_values(&pages)),
        Arc::new(BinaryViewArray::from_iter_values(&pages)),
        Arc::new(StringArray::from_iter_values(&texts)),
        Arc::new(LargeStringArray::from_iter_values(&texts)),
        Arc::new(StringViewArray::from_iter_values(&texts)),
    ];
    let expected = run(&[table(Arc::clone(&columns[0]))], 1);
    assert_eq!(expected.num_rows(), 40);
    for (row, page) in pages.iter().enumerate() {
        let page = Extractor::default().extract_bytes(page, None).expect("no hint");
        assert_eq!(expected["text"].as_string::<i32>().value(row), page.main_text());
    }
    for column in columns {
        let whole = table(column);
        assert!(run(std::slice::from_ref(&whole), 3) == expected, "{}", whole.schema());
        assert!(run(&[whole.slice(0, 7), whole.slice(7, 33)], 1) == expected, "in two batches: {}", whole.schema());
    }
}

#[test]
fn a_row_without_a_page_is_a_row_of_nulls_with_its_error_and_its_name() {
    let pages = BinaryArray::from_opt_vec(vec![Some(b"<p>One"), None, Some(b"\xff\xfe\x00<p>")]);
    let batch = RecordBatch::try_from_iter([
        ("id", Arc::new(Int64Array::from(vec![7, 8, 9])) as ArrayRef),
        ("url", Arc::new(StringArray::from(vec![None, Some("https://example.com/8"), None]))),
        ("html", Arc::new(pages)),
    ])
    .expect("a batch");
    let rows = run(&[batch], 1);
    assert_eq!(rows.schema(), extract::schema());
    assert!(rows["id"].as_string::<i32>().iter().eq([Some("7"), Some("8"), Some("9")]));
    assert!(rows["url"].as_string::<i32>().iter().eq([None, Some("https://example.com/8"), None]));
    for (field, column) in rows.schema().fields().iter().zip(rows.columns()) {
        let is_kept = matches!(field.name().as_str(), "id" | "url" | "error");
        assert_eq!(column.is_null(1), !is_kept, "{}", field.name());
    }
    let errors: Vec<_> = rows["error"].as_string::<i32>().iter().collect();
    assert_eq!(errors, [None, Some("no_field: the row holds no page"), None]);
}

#[test]
fn what_cannot_hold_pages_is_refused_and_no_rows_are_no_rows() {
    let extractor = Extractor::default();
    let columns = Columns::default();
    let job = Job { extractor: &extractor, column: "html", charset: None, columns: &columns, threads: 2 };
    let numbers = table(Arc::new(Int64Array::from(vec![1])));
    assert!(extract::extract(&[numbers], &job).is_err_and(|error| error.to_string().contains("Int64")));
    let other = Job { column: "page", ..job.clone() };
    let empty = table(Arc::new(StringArray::from(Vec::<&str>::new())));
    let wrong = extract::extract(std::slice::from_ref(&empty), &other).expect_err("no such column");
    assert!(wrong.to_string().contains("there are: html"), "{wrong}");
    for batches in [&[empty][..], &[]] {
        let rows = extract::extract(batches, &job).expect("rows");
        assert_eq!((rows.num_rows(), rows.schema()), (0, extract::schema()));
    }
}

#[test]
fn columns_that_are_asked_for_are_those_of_the_whole_rows() {
    let mut pages: Vec<Option<Vec<u8>>> = fixtures().into_iter().map(Some).collect();
    pages.push(None);
    let batch = table(Arc::new(BinaryArray::from_iter(pages)));
    let whole = run(std::slice::from_ref(&batch), 1);
    let extractor = Extractor::default();
    let names: Vec<String> = whole.schema().fields().iter().map(|field| field.name().clone()).collect();
    let mut choices: Vec<Vec<&str>> = names.iter().map(|name| vec![name.as_str()]).collect();
    choices.push(vec!["text", "id", "error", "date"]);
    for names in choices {
        let columns = Columns::named(&names).expect("columns");
        let job = Job { extractor: &extractor, column: "html", charset: None, columns: &columns, threads: 1 };
        let some = extract::extract(std::slice::from_ref(&batch), &job).expect("rows");
        assert_eq!((some.num_columns(), some.num_rows()), (names.len(), whole.num_rows()));
        for (at, name) in names.iter().enumerate() {
            assert_eq!(some.schema().field(at).name(), name);
            assert!(some.column(at) == &whole[*name], "{name}");
        }
    }
}

#[test]
fn columns_that_are_not_there_are_named_with_those_that_are() {
    let refused = |names: &[&str]| Columns::named(names).expect_err("refused").to_string();
    assert!(refused(&["text", "source"]).contains("no column \"source\"; there are: id, url"));
    assert!(refused(&["text", "text"]).contains("twice"));
    assert!(refused(&[]).contains("at least one"));
}
