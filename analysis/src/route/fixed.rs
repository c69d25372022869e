//! Sine, arc sine, logarithm and power on whole numbers, so that a plan is the same to the byte on every machine: the
//! system's own floating-point functions differ in their last digits. A number is held as a multiple of 2⁻⁴⁰; errors
//! stay below 10⁻¹⁰.

/// A number times 2⁴⁰.
pub type Fixed = i128;

const BITS: u32 = 40;
/// 1.
pub const ONE: Fixed = 1 << BITS;
/// π.
pub const PI: Fixed = 3_454_217_652_358;
/// ln 2.
pub const LN_2: Fixed = 762_123_384_786;

/// The product of two numbers.
pub fn times(a: Fixed, b: Fixed) -> Fixed {
    (a * b) >> BITS
}

/// The sine of an angle in radians within ±2π.
pub fn sin(angle: Fixed) -> Fixed {
    let mut x = angle % (2 * PI);
    if x > PI {
        x -= 2 * PI;
    } else if x < -PI {
        x += 2 * PI;
    }
    if x > PI / 2 {
        x = PI - x;
    } else if x < -PI / 2 {
        x = -PI - x;
    }
    let square = times(x, x);
    let (mut term, mut sum) = (x, x);
    for k in 1..=10 {
        term = -times(term, square) / (2 * k * (2 * k + 1));
        sum += term;
    }
    sum
}

/// The cosine of an angle in radians within ±π.
pub fn cos(angle: Fixed) -> Fixed {
    sin(angle + PI / 2)
}

/// The square root of a number that isn't negative.
pub fn sqrt(x: Fixed) -> Fixed {
    ((x.max(0) as u128) << BITS).isqrt() as Fixed
}

/// The arc sine, in radians, of a number from 0 to 1.
pub fn asin(x: Fixed) -> Fixed {
    if x > ONE / 2 {
        return PI / 2 - 2 * asin(sqrt((ONE - x.min(ONE)) / 2));
    }
    let square = times(x, x);
    let (mut power, mut sum) = (x, x);
    for k in 1..=20 {
        power = times(power, square) * (2 * k - 1) / (2 * k);
        sum += power / (2 * k + 1);
    }
    sum
}

/// The binary logarithm of a number above 0, by squaring: one bit of the fraction each time.
pub fn log2(x: Fixed) -> Fixed {
    let shift = x.ilog2() as i32 - BITS as i32;
    let mut mantissa = if shift >= 0 { x >> shift } else { x << -shift };
    let mut fraction = 0;
    for bit in 1..=BITS {
        mantissa = times(mantissa, mantissa);
        if mantissa >= 2 * ONE {
            mantissa /= 2;
            fraction |= ONE >> bit;
        }
    }
    Fixed::from(shift) * ONE + fraction
}

/// 2 to the power of −`x`, for `x` from 0.
pub fn half_to(x: Fixed) -> Fixed {
    let (whole, fraction) = (x >> BITS, x & (ONE - 1));
    let exponent = times(fraction, LN_2);
    let (mut term, mut sum) = (ONE, ONE);
    for k in 1..=14 {
        term = -times(term, exponent) / k;
        sum += term;
    }
    sum >> whole.min(127)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn float(x: Fixed) -> f64 {
        x as f64 / ONE as f64
    }

    fn fixed(x: f64) -> Fixed {
        (x * ONE as f64) as Fixed
    }

    #[test]
    fn the_functions_agree_with_floating_point() {
        for step in -628..=628 {
            let x = f64::from(step) / 100.0;
            assert!((float(sin(fixed(x))) - x.sin()).abs() < 1e-10, "sin {x}");
            assert!((float(cos(fixed(x / 2.0))) - (x / 2.0).cos()).abs() < 1e-10, "cos {x}");
        }
        for step in 0..=1000 {
            let x = f64::from(step) / 1000.0;
            assert!((float(asin(fixed(x))) - x.asin()).abs() < 1e-6, "asin {x}");
            assert!((float(sqrt(fixed(x))) - x.sqrt()).abs() < 1e-9, "sqrt {x}");
            assert!((float(half_to(fixed(x * 9.0))) - (-x * 9.0).exp2()).abs() < 1e-9, "half_to {x}");
        }
        for step in 1..=4096 {
            let x = f64::from(step) / 4096.0;
            assert!((float(log2(fixed(x))) - x.log2()).abs() < 1e-9, "log2 {x}");
        }
    }
}
