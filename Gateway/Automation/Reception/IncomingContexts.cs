using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Telephony.Domain.Identity;

namespace Telephony.Automation.Reception;

/// <summary>
/// What an application gets with IncomingCall and shows to answer, redirect or reject: the call and the resource, under a signature that only this process can make, since a call that rings
/// lives no longer than it. Whether the call still waits is its reception's to know: each is good for one decision.
/// <code>
/// base64url( call id (26) │ HMAC-SHA256( key, "resource/call id" ) )
/// </code>
/// </summary>
internal sealed class IncomingContexts
{
    private const int SignatureBytes = HMACSHA256.HashSizeInBytes;

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    public string Make(CallId call, ResourceId resource)
    {
        Span<byte> bytes = stackalloc byte[CallId.TextLength + SignatureBytes];
        Encoding.ASCII.GetBytes(call.ToString(), bytes);
        Sign(call, resource, bytes[CallId.TextLength..]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>False: it was not made here, or not for that resource.</summary>
    public bool TryRead(string text, ResourceId resource, out CallId call)
    {
        call = default;
        Span<byte> bytes = stackalloc byte[CallId.TextLength + SignatureBytes];
        if (text.Length > 128 || !Base64Url.IsValid(text, out var length) || length != bytes.Length) return false;
        if (Base64Url.DecodeFromChars(text, bytes) != bytes.Length || !CallId.TryParse(Encoding.ASCII.GetString(bytes[..CallId.TextLength]), out call)) return false;
        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Make(call, resource)), Encoding.ASCII.GetBytes(text));   // the text, whose last bits the octets do not hold
    }

    private void Sign(CallId call, ResourceId resource, Span<byte> signature) => HMACSHA256.HashData(_key, Encoding.ASCII.GetBytes($"{resource.Value}/{call}"), signature);
}
