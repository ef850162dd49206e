using System.Net;
using Microsoft.AspNetCore.Http;
using Telephony.Host.Web;
using Xunit;

namespace Telephony.Unit.Host;

/// <summary>Who sees the operator's pages where they share an address with the API.</summary>
public sealed class OperatorDoorTests
{
    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1:8080", "", true)]
    [InlineData("::1", "[::1]:8080", "", true)]
    [InlineData("::ffff:127.0.0.1", "localhost:8080", "", true)]
    [InlineData("192.0.2.7", "127.0.0.1:8080", "", false)]                     // somebody else's machine, whatever it says
    [InlineData("127.0.0.1", "gw.example.com", "", false)]                     // a proxy here keeps the host that was asked for; a page in a browser here has its own
    [InlineData("127.0.0.1", "127.0.0.1:8080", "X-Forwarded-For", false)]      // a proxy that says so
    [InlineData("127.0.0.1", "127.0.0.1:8080", "Forwarded", false)]
    [InlineData("127.0.0.1", "", "", false)]
    public void Only_this_machine_by_a_name_of_its_own(string from, string host, string header, bool isOpen)
    {
        var http = new DefaultHttpContext();
        http.Connection.RemoteIpAddress = IPAddress.Parse(from);
        http.Request.Host = new HostString(host);
        if (header.Length > 0) http.Request.Headers[header] = "192.0.2.7";

        Assert.Equal(isOpen, OperatorDoor.IsLocal(http));
    }
}
