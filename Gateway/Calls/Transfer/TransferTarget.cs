using System.Text;
using Telephony.Calls.Dialing;
using Telephony.Domain.Addresses;
using Telephony.Domain.Trunks;
using Telephony.Sip.Messages;

namespace Telephony.Calls.Transfer;

/// <summary>Where a transfer leads: the URI of a Refer-To, kept byte for byte, and the dialog that the call to it shall replace.</summary>
/// <param name="Uri">Without the headers behind its question mark.</param>
/// <param name="Number">User part up to its parameters, unescaped; of a tel URI its number. Empty: none.</param>
/// <param name="Replaces">Value of the header, unescaped (RFC 3891); null: none.</param>
internal sealed record TransferTarget(byte[] Uri, string Number, byte[]? Replaces)
{
    /// <summary>Longer URIs are refused.</summary>
    public const int LongestUri = 4096;

    /// <summary>False with the status for a Refer-To that cannot be called: none or several (400, RFC 3515 2.4.2), another scheme (416), another method (603).</summary>
    public static bool TryRead(SipMessage refer, out TransferTarget? target, out int status)
    {
        (target, status) = (null, 400);
        var lines = 0;
        foreach (var _ in refer.Lines(HeaderName.ReferTo)) lines++;
        if (lines != 1 || !NameAddrView.TryParse(refer.Header(HeaderName.ReferTo), out var address) || address.Uri.Length > LongestUri || !address.TryGetUri(out var uri)) return false;
        status = 416;
        if (uri.Scheme == SipUriScheme.Other) return false;
        status = 603;
        if (uri.IsSip && uri.TryGetParam("method"u8, out var method) && !SipText.Same(method, "INVITE"u8)) return false;
        status = 400;
        byte[]? replaces = null;
        if (UriHeaders.Count(uri.Headers, HeaderName.Replaces) > 1) return false;
        if (UriHeaders.TryGet(uri.Headers, HeaderName.Replaces, out var value))
        {
            if (!ReplacesView.TryParse(value, out _)) return false;
            replaces = value;
        }
        target = new TransferTarget(UriHeaders.Without(address.Uri).ToArray(), SipUserText.Unescape(uri.Number), replaces);
        return true;
    }

    public override string ToString() => Encoding.UTF8.GetString(Uri);

    /// <summary>The URI names the trunk itself as its host: whoever sent it wants the call back (a service with parameters of its own, an extension of a PBX).</summary>
    public bool IsAt(Trunk trunk)
    {
        if (!SipUriView.TryParse(Uri, out var uri) || !uri.IsSip) return false;
        var host = Encoding.UTF8.GetString(uri.Host).TrimEnd('.');
        if (host.Equals(trunk.Id.Value, StringComparison.OrdinalIgnoreCase)) return true;
        var port = uri.Port;
        if (trunk.Authentication.Certificate && host.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot && host[(dot + 1)..].Equals(trunk.Id.Value, StringComparison.OrdinalIgnoreCase)) return true;
        return trunk.Address is { } address && Is(address) || trunk.Backups.Any(Is);

        bool Is(HostPort place) => host.Trim('[', ']').Equals(place.Host, StringComparison.OrdinalIgnoreCase) && (port == 0 || place.Port == 0 || port == place.Port);
    }

    /// <summary>
    /// The Request-URI of the call to it by a trunk: the number as the trunk wants it at the trunk's host, and every parameter that the URI had, but those that tell
    /// of the way there.
    /// </summary>
    public byte[] RequestUri(string number, InviteTarget target)
    {
        byte[] made = target.Uri(number);
        return [.. made, .. Parameters()];
    }

    /// <summary>The URI's parameters byte for byte, each behind its semicolon, but those that tell of the way there; empty for a tel URI.</summary>
    public byte[] Parameters()
    {
        if (!SipUriView.TryParse(Uri, out var uri) || !uri.IsSip) return [];
        var text = new List<byte>();
        foreach (var part in uri.Params.Split((byte)';'))
        {
            var parameter = uri.Params[part];
            if (parameter.IsEmpty || IsOfTheWay(parameter)) continue;
            text.Add((byte)';');
            text.AddRange(parameter);
        }
        return [.. text];
    }

    private static bool IsOfTheWay(ReadOnlySpan<byte> parameter)
    {
        var equals = parameter.IndexOf((byte)'=');
        var name = SipText.Trim(equals < 0 ? parameter : parameter[..equals]);
        return SipText.Same(name, "transport"u8) || SipText.Same(name, "maddr"u8) || SipText.Same(name, "ttl"u8) || SipText.Same(name, "lr"u8) || SipText.Same(name, "method"u8);
    }
}
