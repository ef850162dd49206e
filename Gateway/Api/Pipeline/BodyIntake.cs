using System.Buffers;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using Telephony.Api.Errors;

namespace Telephony.Api.Pipeline;

/// <summary>Takes a request's body whole into rented memory, within the operation's bound, so that it can be hashed before it is believed.</summary>
internal static class BodyIntake
{
    private const int FirstRent = 4096;

    /// <returns>The answer that refuses it, else the body's memory (null for none), which the caller gives back to the shared pool, and its length.</returns>
    public static async ValueTask<(ApiAnswer? Refused, byte[]? Rented, int Length)> TakeAsync(HttpContext http, int most)
    {
        var request = http.Request;
        // Clients send content-type with no body, and no content-type with one; only what contradicts itself is refused.
        if (request.ContentLength is 0 || (request.ContentLength is null && !request.Headers.ContainsKey("Transfer-Encoding") && !HttpProtocol.IsHttp2(request.Protocol))) return default;
        if (request.ContentLength > most) return (ApiErrors.TooLarge(most), null, 0);
        var buffer = ArrayPool<byte>.Shared.Rent((int)(request.ContentLength ?? FirstRent));
        var length = 0;
        try
        {
            while (true)
            {
                if (length == buffer.Length) Grow(ref buffer, length);
                var read = await request.Body.ReadAsync(buffer.AsMemory(length), http.RequestAborted).ConfigureAwait(false);
                if (read == 0) break;
                length += read;
                if (length > most) return Refuse(ApiErrors.TooLarge(most), buffer);
            }
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw;
        }
        return length > 0 && !IsJson(request) ? Refuse(ApiErrors.NoMedia, buffer) : (null, buffer, length);
    }

    private static (ApiAnswer?, byte[]?, int) Refuse(ApiAnswer answer, byte[] buffer)
    {
        ArrayPool<byte>.Shared.Return(buffer);
        return (answer, null, 0);
    }

    private static void Grow(ref byte[] buffer, int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(length * 2);
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }

    private static bool IsJson(HttpRequest request)
    {
        if (request.Headers.ContainsKey("Content-Encoding")) return false;
        if (request.ContentType is not { Length: > 0 } type || type.Equals("application/json", StringComparison.OrdinalIgnoreCase)) return true;
        return MediaTypeHeaderValue.TryParse(type, out var media)
            && media.MediaType is { } name && (name.Equals("application/json", StringComparison.OrdinalIgnoreCase) || name.EndsWith("+json", StringComparison.OrdinalIgnoreCase))
            && (media.CharSet is null || media.CharSet.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase));
    }
}
