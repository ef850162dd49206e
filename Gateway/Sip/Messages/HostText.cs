using System.Buffers;
using System.Net;

namespace Telephony.Sip.Messages;

/// <summary><c>host = hostname / IPv4address / IPv6reference</c> (RFC 3261 25.1; RFC 5118 for the brackets).</summary>
public static class HostText
{
    internal static readonly SearchValues<byte> NameBytes =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_"u8);

    /// <summary>Whether it is a host name, an IPv4 address or an IPv6 address in brackets.</summary>
    public static bool IsHost(ReadOnlySpan<byte> host)
    {
        if (host.IsEmpty)
        {
            return false;
        }
        if (host[0] == '[')
        {
            return host[^1] == ']' && IsIPv6(host[1..^1]);
        }
        return host[0] != '-' && !host.ContainsAnyExcept(NameBytes);
    }

    /// <summary>The address, if the host is one; brackets are taken off, as RFC 5118 4.5 asks. Allocates: not for the parse path.</summary>
    public static bool TryAddress(ReadOnlySpan<byte> host, out IPAddress address)
    {
        address = IPAddress.None;
        if (host.Length > 2 && host[0] == '[' && host[^1] == ']')
        {
            host = host[1..^1];
        }
        if (host.IsEmpty || host.Length > 64 || !IsAddressText(host) || !IPAddress.TryParse(host, out var found))
        {
            return false;
        }
        address = found;
        return true;
    }

    private static bool IsIPv6(ReadOnlySpan<byte> text)
    {
        if (text.Length is < 2 or > 64)
        {
            return false;
        }
        foreach (var b in text)
        {
            if (!char.IsAsciiHexDigit((char)b) && b is not ((byte)':' or (byte)'.'))
            {
                return false;
            }
        }
        return text.IndexOf((byte)':') >= 0;
    }

    private static bool IsAddressText(ReadOnlySpan<byte> host)
    {
        var dots = 0;
        foreach (var b in host)
        {
            if (b == ':')
            {
                return true;
            }
            if (b == '.')
            {
                dots++;
            }
            else if (b is < (byte)'0' or > (byte)'9')
            {
                return false;
            }
        }
        return dots == 3;
    }
}
