using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Telephony.Api.Errors;
using Telephony.Api.Pipeline;

namespace Telephony.Api.Wire;

/// <summary>JSON of a request to a wire record; what cannot be read is named by its place.</summary>
internal static class BodyReader
{
    public static bool TryRead<T>(ReadOnlySpan<byte> body, JsonTypeInfo<T> type, [NotNullWhen(true)] out T? value, [NotNullWhen(false)] out ApiAnswer? refused)
        where T : class
    {
        (value, refused) = (null, null);
        if (body.IsEmpty)
        {
            refused = ApiErrors.NoBody;
            return false;
        }
        try
        {
            value = JsonSerializer.Deserialize(body, type);
            refused = value is null ? ApiErrors.NoBody : null;
        }
        catch (JsonException wrong)
        {
            refused = Name(wrong);
        }
        return refused is null;
    }

    // The serializer's own sentence speaks of .NET types; only the place is of use to the caller. What is no JSON at all comes with a reader's exception inside.
    private static ApiAnswer Name(JsonException wrong)
    {
        var field = wrong.Path is { Length: > 1 } path ? path.TrimStart('$', '.') : "";
        if (wrong.InnerException is JsonException) return ApiErrors.BadJson((wrong.LineNumber ?? 0) + 1, (wrong.BytePositionInLine ?? 0) + 1, field);
        return field.Length > 0 ? ApiErrors.BadField(field, "the value is of another type than the API's document says") : ApiErrors.BadField("body", "a JSON object is needed");
    }
}
