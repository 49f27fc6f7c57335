"""The examples with two worker processes: the same texts as the command line, byte for byte, and also when a worker dies in the middle."""

import importlib.util
import json
import os
import subprocess
import sys

import pyarrow.dataset as ds
import pytest
from conftest import ROOT

pytestmark = pytest.mark.engines
EXAMPLES = ROOT / "python/examples"

DIE_ONCE = """
import os, signal, sys

def die_once():
    # Only one worker ever makes the file.
    try:
        os.close(os.open(os.environ["COPYDESK_DIED"], os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return
    os.kill(os.getpid(), signal.SIGKILL)
"""

SPARK = DIE_ONCE + """
import spark as example

def extract(batches):
    for number, rows in enumerate(example.extract(batches)):
        yield rows
        # Behind rows that were handed on already.
        if number == 1:
            die_once()

spark = example.session(**{"spark.sql.execution.arrow.maxRecordsPerBatch": "1", "spark.executorEnv.COPYDESK_DIED": os.environ["COPYDESK_DIED"]})
example.run(spark, sys.argv[1], extract).write.parquet(sys.argv[2])
spark.stop()
"""

RAY = DIE_ONCE + """
import ray_data as example

def extract(batch):
    rows = example.extract(batch)
    # The work is done, and nobody has it yet.
    die_once()
    return rows

example.start(runtime_env={"env_vars": {"COPYDESK_DIED": os.environ["COPYDESK_DIED"], "PYTHONPATH": os.environ["PYTHONPATH"]}})
example.run(sys.argv[1], extract).write_parquet(sys.argv[2])
"""


def needs(*modules):
    for module in modules:
        if importlib.util.find_spec(module) is None:
            pytest.skip(f"SKIPPED: {module} is not installed")


@pytest.fixture(scope="session")
def expected():
    """Ids and texts as the command line has them."""
    program = os.environ.get("COPYDESK_BIN")
    if not program:
        pytest.skip("SKIPPED: COPYDESK_BIN names no command line to compare with")
    out = subprocess.run([program, "extract", "-q", "--format", "json", ROOT / "fixtures/html"], check=True, capture_output=True)
    lines = [json.loads(line) for line in out.stdout.splitlines()]
    assert len(lines) == len(list((ROOT / "fixtures/html").glob("*.html")))
    return sorted((line["id"], line["text"].encode()) for line in lines)


def python(*args, **environment):
    path = os.pathsep.join(filter(None, [str(EXAMPLES), os.environ.get("PYTHONPATH")]))
    # The workers are to be of the Python that runs the tests.
    environment = {**os.environ, "PYTHONPATH": path, "PYSPARK_PYTHON": sys.executable, **environment}
    done = subprocess.run([sys.executable, *args], env=environment, capture_output=True, text=True, timeout=540)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-6000:]


def texts(out, column="text"):
    files = [str(path) for path in out.rglob("*.parquet")] if out.is_dir() else [str(out)]
    rows = ds.dataset(files).to_table(columns=["id", column]).to_pylist()
    return sorted((row["id"], row[column].encode()) for row in rows)


def example(name, out):
    python(str(EXAMPLES / name), "--out", str(out))
    return texts(out)


def killed(script, tmp_path):
    """Runs a script whose worker dies, on pages made as the examples make them."""
    (tmp_path / "killed.py").write_text(script)
    make = f"import sys, pages; sys.argv += ['--out', {str(tmp_path / 'made')!r}]; pages.arguments('')"
    python("-c", make)
    python(str(tmp_path / "killed.py"), str(tmp_path / "made.pages"), str(tmp_path / "out"), COPYDESK_DIED=str(tmp_path / "died"))
    assert (tmp_path / "died").exists(), "a worker did die"
    return texts(tmp_path / "out")


def test_spark_gives_the_texts_of_the_command_line(expected, tmp_path):
    needs("pyspark")
    assert example("spark.py", tmp_path / "out") == expected


def test_a_spark_worker_that_dies_loses_and_doubles_nothing(expected, tmp_path):
    needs("pyspark")
    assert killed(SPARK, tmp_path) == expected


def test_ray_gives_the_texts_of_the_command_line(expected, tmp_path):
    needs("ray")
    assert example("ray_data.py", tmp_path / "out") == expected


def test_a_ray_worker_that_dies_loses_and_doubles_nothing(expected, tmp_path):
    needs("ray")
    assert killed(RAY, tmp_path) == expected


def test_polars_gives_the_texts_of_the_command_line(expected, tmp_path):
    needs("polars")
    assert example("polars_frame.py", tmp_path / "out.parquet") == expected


def test_duckdb_gives_the_texts_of_the_command_line(expected, tmp_path):
    needs("duckdb")
    assert example("duckdb_query.py", tmp_path / "out.parquet") == expected


def test_datatrove_gives_the_texts_of_the_command_line(expected, tmp_path):
    needs("datatrove")
    # Pages without main text are dropped there.
    assert example("datatrove_pipeline.py", tmp_path / "out") == [row for row in expected if row[1]]
