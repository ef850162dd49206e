using System.Net;
using Telephony.Host.Settings;

namespace Telephony.Host.Web;

/// <summary>How clients of this machine reach the API: the first https address, else the first.</summary>
internal static class PublicEndpoint
{
    /// <summary><c>https://127.0.0.1:8443/</c>: what stands in a connection string.</summary>
    public static string Of(GatewaySettings settings) => settings.Api.PublicUrl ?? Of(WebListeners.UrlsOf(settings).Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    public static string Of(IReadOnlyList<string> urls)
    {
        var url = urls.FirstOrDefault(static u => u.StartsWith("https:", StringComparison.OrdinalIgnoreCase)) ?? urls[0];
        var address = BindingAddress.Parse(url);
        // Every address is no address to call.
        var host = address.Host is "*" or "+" || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any))) ? "localhost" : address.Host;
        return $"{address.Scheme}://{host}:{address.Port}/";
    }
}
