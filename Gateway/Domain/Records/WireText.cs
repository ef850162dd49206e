using System.Text;

namespace Telephony.Domain.Records;

/// <summary>
/// Text as it stood on the wire (UTF-8 bytes), made a string only when a person asks. It refers to the bytes given and copies nothing:
/// their owner keeps them unchanged as long as this value is in use. Equal when the bytes are equal.
/// </summary>
public readonly struct WireText(ReadOnlyMemory<byte> bytes) : IEquatable<WireText>
{
    public ReadOnlyMemory<byte> Bytes => bytes;

    public bool IsEmpty => bytes.IsEmpty;

    public static implicit operator WireText(string text) => From(text);

    /// <summary>The UTF-8 form of <paramref name="text"/>; null is the empty text.</summary>
    public static WireText From(string? text) => string.IsNullOrEmpty(text) ? default : new WireText(Encoding.UTF8.GetBytes(text));

    /// <summary>A copy that owns its bytes.</summary>
    public static WireText CopyOf(ReadOnlySpan<byte> text) => text.IsEmpty ? default : new WireText(text.ToArray());

    public static bool operator ==(WireText left, WireText right) => left.Equals(right);

    public static bool operator !=(WireText left, WireText right) => !left.Equals(right);

    public bool Equals(WireText other) => Bytes.Span.SequenceEqual(other.Bytes.Span);

    public override bool Equals(object? obj) => obj is WireText other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(bytes.Span);
        return hash.ToHashCode();
    }

    public override string ToString() => Encoding.UTF8.GetString(bytes.Span);
}
