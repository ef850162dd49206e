using System.Buffers;
using System.Text.Json;
using Telephony.Domain.Identity;

namespace Telephony.Domain.Events;

/// <summary>
/// Something that happened to a resource, as its subscribers are told. Stored in the transaction of the change that it tells of, so that neither is there without the other.
/// </summary>
/// <param name="Id">Of <see cref="EventIds"/>: sorts by time.</param>
/// <param name="Type">In the words of the API: <c>Microsoft.Communication.SMSReceived</c>.</param>
/// <param name="Subject">What it is about: <c>/phonenumber/12025550100</c>. Subscriptions filter by its beginning and end.</param>
/// <param name="Data">A JSON object, UTF-8. May hold message texts: never in a log.</param>
public sealed record NewEvent(Guid Id, ResourceId Resource, string Type, string Subject, DateTimeOffset At, ReadOnlyMemory<byte> Data)
{
    /// <param name="write">Writes the fields of the data object.</param>
    public static NewEvent Of(ResourceId resource, string type, string subject, DateTimeOffset at, Action<Utf8JsonWriter> write)
    {
        var data = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(data))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        return new NewEvent(EventIds.At(at), resource, type, subject, at, data.WrittenMemory);
    }
}
