using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace Telephony.Api.Pipeline;

/// <summary>The ids by which a caller and this log speak of one request.</summary>
internal sealed class RequestIds
{
    public const string Ours = "x-ms-request-id";
    public const string Clients = "x-ms-client-request-id";

    private const int LongestEcho = 128;

    private readonly byte[] _first = RandomNumberGenerator.GetBytes(16);
    private long _count;

    /// <summary>Puts ours on the answer, and the client's own back where it is harmless.</summary>
    public void Stamp(HttpContext http)
    {
        http.Response.Headers[Ours] = Next().ToString();
        if (OfClient(http) is { } theirs) http.Response.Headers[Clients] = theirs;
    }

    // A random one, counted up: no two are the same, and asking the system for randomness each time would cost more than all else here.
    private Guid Next()
    {
        Span<byte> id = stackalloc byte[16];
        _first.CopyTo(id);
        BinaryPrimitives.WriteInt64BigEndian(id[8..], BinaryPrimitives.ReadInt64BigEndian(id[8..]) + Interlocked.Increment(ref _count));
        return new Guid(id);
    }

    public static string Of(HttpContext http) => http.Response.Headers[Ours].ToString();

    /// <summary>Null where it sent none, or one that is no printable ASCII of moderate length.</summary>
    public static string? OfClient(HttpContext http) =>
        (string?)http.Request.Headers[Clients] is { Length: > 0 and <= LongestEcho } id && !id.AsSpan().ContainsAnyExceptInRange(' ', '~') ? id : null;
}
