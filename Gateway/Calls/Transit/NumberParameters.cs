using System.Buffers;
using System.Text;
using Telephony.Sip.Messages;

namespace Telephony.Calls.Transit;

/// <summary>Parameters of a telephone number that mean the same on the other side: number portability (RFC 4694), trunk groups (RFC 4904), the cause of a forwarding (RFC 4458).</summary>
internal static class NumberParameters
{
    private const int Longest = 256;
    private static readonly SearchValues<byte> Plain = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-._~%/&"u8);

    /// <summary>Those of the Request-URI's user part, or of a tel URI, in their order; empty when there are none, or when they are too long.</summary>
    public static string Read(ReadOnlySpan<byte> requestUri)
    {
        if (!SipUriView.TryParse(requestUri, out var uri)) return "";
        var semicolon = uri.User.IndexOf((byte)';');
        var text = uri.Scheme == SipUriScheme.Tel ? uri.Params : semicolon < 0 ? default : uri.User[semicolon..];
        if (text.IsEmpty) return "";
        var kept = new StringBuilder();
        foreach (var parameter in new ParamReader(text))
        {
            if (!Crosses(parameter.Name) || parameter.Value.ContainsAnyExcept(Plain)) continue;
            kept.Append(';').Append(SipText.ToText(parameter.Name));
            if (!parameter.Value.IsEmpty) kept.Append('=').Append(SipText.ToText(parameter.Value));
        }
        return kept.Length <= Longest ? kept.ToString() : "";
    }

    /// <summary>The cause parameter of the Request-URI, three digits; empty when there is none.</summary>
    public static string ReadCause(ReadOnlySpan<byte> requestUri) =>
        SipUriView.TryParse(requestUri, out var uri) && uri.IsSip && uri.TryGetParam("cause"u8, out var cause) && cause.Length == 3 && SipText.TryNumber(cause, 699, out _) ? SipText.ToText(cause) : "";

    private static bool Crosses(ReadOnlySpan<byte> name) =>
        SipText.Same(name, "npdi"u8) || SipText.Same(name, "rn"u8) || SipText.Same(name, "rn-context"u8) || SipText.Same(name, "cic"u8) || SipText.Same(name, "cic-context"u8)
        || SipText.Same(name, "tgrp"u8) || SipText.Same(name, "trunk-context"u8);
}
