"""The same kernels on every x86 machine with AVX2; to be imported before numpy.

numpy and its OpenBLAS choose among kernels by processor, and sums that are added in another order differ in their last bits, which is
enough to give another tree. What AVX-512 would win is seconds.
"""
import os

os.environ["OPENBLAS_CORETYPE"] = "Haswell"
os.environ["NPY_DISABLE_CPU_FEATURES"] = "X86_V4 AVX512_ICL AVX512_SPR"
