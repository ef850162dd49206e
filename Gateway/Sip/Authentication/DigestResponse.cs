using Telephony.Sip.Messages;

namespace Telephony.Sip.Authentication;

/// <summary>The credentials of a request (RFC 7616 3.4), as a view: quoted values without their quotes, escapes kept.</summary>
internal ref struct DigestResponse
{
    public ReadOnlySpan<byte> Username;
    public ReadOnlySpan<byte> Realm;
    public ReadOnlySpan<byte> Nonce;
    public ReadOnlySpan<byte> Uri;
    public ReadOnlySpan<byte> Response;
    public ReadOnlySpan<byte> Cnonce;
    public ReadOnlySpan<byte> NonceCount;
    public ReadOnlySpan<byte> Qop;
    public DigestAlgorithm Algorithm;

    public readonly bool IsComplete => !Username.IsEmpty && !Nonce.IsEmpty && !Uri.IsEmpty && !Response.IsEmpty && !Cnonce.IsEmpty;

    /// <summary>False only if the scheme is not Digest.</summary>
    public static bool TryParse(ReadOnlySpan<byte> value, out DigestResponse response)
    {
        response = new DigestResponse { Algorithm = DigestAlgorithm.Md5 };
        if (!AuthParamReader.TryStart(value, out var reader))
        {
            return false;
        }
        while (reader.MoveNext())
        {
            response.Take(reader.Name, reader.Value);
        }
        return true;
    }

    private void Take(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        switch (name.Length)
        {
            case 2 when SipText.Same(name, "nc"u8):
                NonceCount = value;
                break;
            case 3 when SipText.Same(name, "uri"u8):
                Uri = value;
                break;
            case 3 when SipText.Same(name, "qop"u8):
                Qop = value;
                break;
            case 5 when SipText.Same(name, "realm"u8):
                Realm = value;
                break;
            case 5 when SipText.Same(name, "nonce"u8):
                Nonce = value;
                break;
            case 6 when SipText.Same(name, "cnonce"u8):
                Cnonce = value;
                break;
            case 8 when SipText.Same(name, "username"u8):
                Username = value;
                break;
            case 8 when SipText.Same(name, "response"u8):
                Response = value;
                break;
            case 9 when SipText.Same(name, "algorithm"u8):
                Algorithm = DigestAlgorithms.Find(value);
                break;
        }
    }
}
