using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Telephony.Api.Pipeline;

/// <summary>
/// What an operation answers: a status, headers, and a body that is already JSON, so that it can be stored and given again. Immutable; fixed ones are shared.
/// </summary>
public sealed record ApiAnswer
{
    private const string Json = "application/json; charset=utf-8";

    private static readonly ApiAnswer s_noContent = new() { Status = StatusCodes.Status204NoContent };

    public required int Status { get; init; }

    /// <summary>Empty: no body.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    public string ContentType { get; init; } = Json;

    /// <summary>Beside those of every answer.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Writes a body that is too long to hold, after the headers. Such an answer is not stored for repeated requests.</summary>
    public Func<HttpContext, Task>? Stream { get; init; }

    public static ApiAnswer NoContent => s_noContent;

    public static ApiAnswer Of<T>(int status, T body, JsonTypeInfo<T> type) => new() { Status = status, Body = JsonSerializer.SerializeToUtf8Bytes(body, type) };

    public static ApiAnswer Ok<T>(T body, JsonTypeInfo<T> type) => Of(StatusCodes.Status200OK, body, type);

    public ApiAnswer With(string header, string value) => this with { Headers = [.. Headers, new(header, value)] };

    internal Task WriteAsync(HttpContext http)
    {
        var response = http.Response;
        response.StatusCode = Status;
        foreach (var (name, value) in Headers) response.Headers[name] = value;
        if (Stream is not null) return Stream(http);
        if (Body.IsEmpty) return Task.CompletedTask;
        response.ContentType = ContentType;
        response.ContentLength = Body.Length;
        if (HttpMethods.IsHead(http.Request.Method)) return Task.CompletedTask;
        // The writer's own memory is sent without another copy.
        var span = response.BodyWriter.GetSpan(Body.Length);
        Body.Span.CopyTo(span);
        response.BodyWriter.Advance(Body.Length);
        return Task.CompletedTask;
    }
}
