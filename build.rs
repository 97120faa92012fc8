//! Links the PROJ library that GDAL already brings (`proj-sys` in Cargo.toml), and makes typed
//! words of `web/words`.

#[path = "build/words.rs"]
mod words;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rustc-link-lib=dylib=proj");
    for path in ["build/words.rs", words::INDONESIAN, words::ENGLISH] {
        println!("cargo:rerun-if-changed={path}");
    }
    words::generate()
}
