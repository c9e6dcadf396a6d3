//! The mock server as a program: `mock [PORT]`. It prints its address and serves until it is stopped.

#[allow(clippy::print_stdout, reason = "it is a program")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let port = std::env::args().nth(1).map_or(Ok(0), |port| port.parse())?;
    let mock = feishu_openapi::mock::start_on(port)?;
    println!("{}", mock.base_url());
    mock.wait();
    Ok(())
}
