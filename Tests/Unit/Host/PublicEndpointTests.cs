using Telephony.Host.Web;
using Xunit;

namespace Telephony.Unit.Host;

public sealed class PublicEndpointTests
{
    [Theory]
    [InlineData("http://127.0.0.1:8080;https://127.0.0.1:8443", "https://127.0.0.1:8443/")]
    [InlineData("http://127.0.0.1:8080", "http://127.0.0.1:8080/")]
    [InlineData("https://0.0.0.0:443", "https://localhost:443/")]
    [InlineData("https://[::]:8443;http://*:80", "https://localhost:8443/")]
    [InlineData("https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443/")]
    [InlineData("http://+:80", "http://localhost:80/")]
    public void A_connection_string_names_an_address_that_can_be_called(string urls, string endpoint) => Assert.Equal(endpoint, PublicEndpoint.Of(urls.Split(';')));
}
