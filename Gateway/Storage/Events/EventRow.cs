using Telephony.Domain.Events;
using Telephony.Domain.Identity;

namespace Telephony.Storage.Events;

/// <summary>A row of <c>events</c> as Dapper reads it.</summary>
internal sealed class EventRow
{
    public const string HeadColumns = "resource_id AS Resource, id AS Id, type AS Type, subject AS Subject, at_ms AS AtMs";
    public const string Columns = HeadColumns + ", data AS Data";

    public string Resource { get; set; } = "";

    public string Id { get; set; } = "";

    public string Type { get; set; } = "";

    public string Subject { get; set; } = "";

    public long AtMs { get; set; }

    public byte[] Data { get; set; } = [];

    public EventHead ToHead() => new(ResourceId.Parse(Resource), Guid.ParseExact(Id, "N"), Type, Subject, DateTimeOffset.FromUnixTimeMilliseconds(AtMs));

    public NewEvent ToEvent() => new(Guid.ParseExact(Id, "N"), ResourceId.Parse(Resource), Type, Subject, DateTimeOffset.FromUnixTimeMilliseconds(AtMs), Data);
}
