using System.Text;

namespace Telephony.Sip.Messages;

/// <summary>A URI that is kept: owned bytes, immutable, equal by RFC 3261 19.1.4.</summary>
public sealed class SipUri : IEquatable<SipUri>
{
    private readonly byte[] _bytes;

    private SipUri(byte[] bytes) => _bytes = bytes;

    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Its parts; always succeeds, since only a well-formed URI becomes one.</summary>
    public SipUriView View => SipUriView.TryParse(_bytes, out var view) ? view : default;

    /// <summary>Copies <paramref name="text"/>; false if it is not a URI.</summary>
    public static bool TryCreate(ReadOnlySpan<byte> text, out SipUri? uri)
    {
        uri = SipUriView.TryParse(text, out _) ? new SipUri(text.ToArray()) : null;
        return uri is not null;
    }

    /// <summary>For constants and settings; throws <see cref="FormatException"/> for what is not a URI.</summary>
    public static SipUri Parse(string text) =>
        TryCreate(Encoding.UTF8.GetBytes(text), out var uri) && uri is not null ? uri : throw new FormatException($"'{text}' is not a SIP, SIPS, tel or other URI.");

    public bool Equals(SipUri? other) => other is not null && SipUriComparer.Same(_bytes, other._bytes);

    public override bool Equals(object? obj) => Equals(obj as SipUri);

    /// <summary>Of host and port alone: what else counts depends on the other URI.</summary>
    public override int GetHashCode()
    {
        var view = View;
        var hash = new HashCode();
        hash.Add(view.Port);
        foreach (var b in view.IsSip ? view.Host : view.SchemeBytes)
        {
            hash.Add((byte)char.ToLowerInvariant((char)b));
        }
        return hash.ToHashCode();
    }

    public override string ToString() => SipText.ToText(_bytes);
}
