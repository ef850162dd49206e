using Microsoft.AspNetCore.Http;

namespace Telephony.Api.Pipeline;

/// <summary>The ids by which a caller and this log speak of one request.</summary>
internal static class RequestIds
{
    public const string Ours = "x-ms-request-id";
    public const string Clients = "x-ms-client-request-id";

    private const int LongestEcho = 128;

    /// <summary>Puts ours on the answer, and the client's own back where it is harmless.</summary>
    public static void Stamp(HttpContext http)
    {
        http.Response.Headers[Ours] = Guid.NewGuid().ToString();
        if (OfClient(http) is { } theirs) http.Response.Headers[Clients] = theirs;
    }

    public static string Of(HttpContext http) => http.Response.Headers[Ours].ToString();

    /// <summary>Null where it sent none, or one that is no printable ASCII of moderate length.</summary>
    public static string? OfClient(HttpContext http) =>
        (string?)http.Request.Headers[Clients] is { Length: > 0 and <= LongestEcho } id && !id.AsSpan().ContainsAnyExceptInRange(' ', '~') ? id : null;
}
