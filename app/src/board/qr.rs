//! A QR code as one path: crisp at any size, and small.

use qrcode::{Color, EcLevel, QrCode};

/// A picture of `text`, black on white with the quiet zone that ISO/IEC 18004 asks for. A quarter of it may be
/// dirty or torn: it hangs outdoors. Nothing where the text is too long for any code.
pub fn svg(text: &str, label: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(text, EcLevel::Q).ok()?;
    let (width, colours) = (code.width(), code.to_colors());
    let mut path = String::new();
    for (y, row) in colours.chunks(width).enumerate() {
        for (x, _) in row.iter().enumerate().filter(|(_, colour)| **colour == Color::Dark) {
            path.push_str(&format!("M{} {}h1v1h-1z", x + QUIET, y + QUIET));
        }
    }
    let side = width + 2 * QUIET;
    let label = label.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    Some(format!(
        "<svg viewBox=\"0 0 {side} {side}\" role=\"img\" aria-label=\"{label}\" shape-rendering=\"crispEdges\">\
         <path fill=\"#ffffff\" d=\"M0 0h{side}v{side}H0z\"/><path fill=\"#000000\" d=\"{path}\"/></svg>"
    ))
}

/// Modules of white around the code.
const QUIET: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_dark_module_is_drawn_in_its_place() {
        let text = "https://gs.example.gov.cn/p/abcdefghijklmnop/";
        let code = QrCode::with_error_correction_level(text, EcLevel::Q).unwrap();
        let drawn = svg(text, "a \"b\"").unwrap();
        let dark = code.to_colors().iter().filter(|colour| **colour == Color::Dark).count();
        assert_eq!(drawn.matches("h1v1h-1z").count(), dark);
        assert!(drawn.contains("M4 4h1v1h-1z"), "the corner of the first finder");
        assert!(drawn.contains("aria-label=\"a &quot;b&quot;\""));
        assert_eq!(svg(&"长".repeat(4_000), ""), None);
    }
}
