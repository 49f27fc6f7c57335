//! Logarithm and exponential in plain arithmetic: inlined, many at a time in the machine's vectors,
//! and the same bits on every machine, which a system's library does not promise.

/// Binary logarithm of a positive normal number, within 4 units in the last place: the series of
/// 2 artanh((m−1)/(m+1)) for a mantissa m in [√½, √2).
pub(crate) const fn log2(x: f32) -> f32 {
    const SQRT_HALF: u32 = 0x3f35_04f3;
    let bits = x.to_bits();
    let exponent = (bits.wrapping_sub(SQRT_HALF) as i32) >> 23;
    let m = f32::from_bits(bits.wrapping_sub((exponent << 23) as u32));
    let s = (m - 1.0) / (m + 1.0);
    let s2 = s * s;
    let series = 2.885_39 + s2 * (0.961_796_7 + s2 * (0.577_078 + s2 * (0.412_198_6 + s2 * 0.320_598_9)));
    exponent as f32 + s * series
}

/// Natural logarithm of a positive normal number.
pub(crate) fn ln(x: f32) -> f32 {
    log2(x) * std::f32::consts::LN_2
}

/// log2(1 + x), the scale of counts and densities.
pub(crate) fn log(x: f32) -> f32 {
    log2(1.0 + x)
}

/// Counts below this are looked up.
const SMALL: usize = 1024;

static LOGS: [f32; SMALL] = {
    let mut logs = [0.0; SMALL];
    let mut n = 0;
    while n < SMALL {
        logs[n] = log2((n + 1) as f32);
        n += 1;
    }
    logs
};

/// [`log`] of a count.
pub(crate) fn log_count(n: u32) -> f32 {
    match LOGS.get(n as usize) {
        Some(log) => *log,
        None => log(n as f32),
    }
}

/// Exponential, within 3 units in the last place; 0 and infinity are not reached.
pub(crate) fn exp(x: f32) -> f32 {
    // Adding this rounds to whole numbers.
    const ROUND: f32 = 12_582_912.0;
    let x = x.clamp(-87.0, 88.0);
    let n = (x * std::f32::consts::LOG2_E + ROUND) - ROUND;
    let r = (x - n * 0.693_359_4) - n * -2.121_944_4e-4;
    let series = 0.5 + r * (0.166_666_66 + r * (0.041_666_57 + r * (0.008_333_44 + r * 0.001_393_37)));
    let mantissa = 1.0 + r + r * r * series;
    mantissa * f32::from_bits(((n as i32 + 127) << 23) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(got: f32, expected: f64) -> f64 {
        (f64::from(got) - expected).abs() / expected.abs().max(1e-30)
    }

    #[test]
    fn logarithms_are_those_of_the_definition() {
        for i in 0..200_000u32 {
            let x = (i as f32 * 0.37).mul_add(i as f32 * 0.01, 1.0);
            assert!((f64::from(log2(x)) - f64::from(x).log2()).abs() < 4e-6, "{x}: {}", log2(x));
            assert!((f64::from(ln(x)) - f64::from(x).ln()).abs() < 4e-6, "{x}: {}", ln(x));
            assert_eq!(log_count(i), log(i as f32), "{i}");
        }
        assert_eq!((log(0.0), log(1.0), log(3.0), log(1023.0)), (0.0, 1.0, 2.0, 10.0));
    }

    #[test]
    fn exponentials_are_those_of_the_definition() {
        for i in -8700..8800 {
            let x = i as f32 / 100.0;
            assert!(error(exp(x), f64::from(x).exp()) < 4e-7, "{x}: {}", exp(x));
        }
        assert!(exp(-1e9) > 0.0 && exp(1e9).is_finite() && exp(0.0) == 1.0);
    }
}
