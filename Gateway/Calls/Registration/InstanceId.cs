using System.Security.Cryptography;
using System.Text;

namespace Telephony.Calls.Registration;

/// <summary>The same UUID for the same gateway and trunk over every restart (RFC 5626 4.1), without anything to store: a hash of both names, as version 8 of RFC 9562.</summary>
internal static class InstanceId
{
    public static Guid Of(string gateway, string trunk)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{gateway}\n{trunk}"), hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
