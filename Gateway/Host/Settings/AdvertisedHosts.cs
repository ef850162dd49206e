using Telephony.Net.Addresses;

namespace Telephony.Host.Settings;

/// <summary>
/// What peers are told in Via and Contact instead of the bound address: a host name for all listeners, or an address for the listeners of its family
/// (IPv4, IPv6, or both).
/// </summary>
internal sealed record AdvertisedHosts(string? V4, string? V6)
{
    public const string Form = "a host name, an IPv4 address, an IPv6 address, or one of each with a comma; without port";

    public static readonly AdvertisedHosts None = new(null, null);

    /// <summary>As it stands in a header: IPv6 in brackets. Null: the bound address.</summary>
    public string? For(NetEndpoint listener) => listener.IsV4 ? V4 : V6;

    /// <summary>Empty text is <see cref="None"/>.</summary>
    public static bool TryParse(string text, out AdvertisedHosts hosts)
    {
        hosts = None;
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (NetEndpoint.TryParse(part, out var address))
            {
                if (address.Port != 0 || address.IsAny || hosts.For(address) is not null) return false;
                hosts = address.IsV4 ? hosts with { V4 = part } : hosts with { V6 = part.StartsWith('[') ? part : $"[{part}]" };
            }
            else
            {
                // "1.2.3" is a host name to System.Uri and a mistake to everybody else.
                if (Uri.CheckHostName(part) != UriHostNameType.Dns || char.IsAsciiDigit(part[^1])) return false;
                hosts = new AdvertisedHosts(hosts.V4 ?? part, hosts.V6 ?? part);
            }
        }
        return true;
    }
}
