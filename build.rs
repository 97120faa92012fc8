//! Links the PROJ library that GDAL already brings: see `proj-sys` in Cargo.toml.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rustc-link-lib=dylib=proj");
}
