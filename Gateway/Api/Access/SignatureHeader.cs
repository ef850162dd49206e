using System.Buffers.Text;

namespace Telephony.Api.Access;

/// <summary>
/// The header that a signed request carries:
/// <code>
/// Authorization: HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&amp;Signature=BASE64
/// </code>
/// No part names a key or a resource. Parts may stand in any order; one that is not known is passed over.
/// </summary>
internal static class SignatureHeader
{
    public const string Scheme = "HMAC-SHA256";
    public const string SignedHeaders = "x-ms-date;host;x-ms-content-sha256";
    public const int SignatureBytes = 32;

    private const int LongestHeader = 1024;

    /// <param name="signature">32 bytes.</param>
    /// <param name="why">Empty when it could be read.</param>
    public static bool TryRead(ReadOnlySpan<char> header, Span<byte> signature, out string why)
    {
        why = "";
        if (header.Length > LongestHeader || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || header.Length == Scheme.Length || header[Scheme.Length] != ' ')
        {
            why = "The Authorization header is not \"HMAC-SHA256 SignedHeaders=…&Signature=…\".";
            return false;
        }
        var (hasHeaders, hasSignature) = (false, false);
        var parts = header[(Scheme.Length + 1)..].Trim();
        foreach (var range in parts.Split('&'))
        {
            var part = parts[range];
            var equals = part.IndexOf('=');
            if (equals < 0) continue;
            var name = part[..equals];
            var value = part[(equals + 1)..];
            if (name.Equals("SignedHeaders", StringComparison.OrdinalIgnoreCase))
            {
                if (hasHeaders || !value.Equals(SignedHeaders, StringComparison.OrdinalIgnoreCase))
                {
                    why = $"SignedHeaders in the Authorization header must be {SignedHeaders}, once.";
                    return false;
                }
                hasHeaders = true;
            }
            else if (name.Equals("Signature", StringComparison.OrdinalIgnoreCase))
            {
                if (hasSignature || !Base64.IsValid(value, out var length) || length != SignatureBytes || !Convert.TryFromBase64Chars(value, signature, out _))
                {
                    why = "Signature in the Authorization header must be 32 bytes in base64, once.";
                    return false;
                }
                hasSignature = true;
            }
        }
        if (hasHeaders && hasSignature) return true;
        why = "The Authorization header lacks SignedHeaders or Signature.";
        return false;
    }
}
