using Telephony.Domain.Audit;
using Telephony.Domain.Identity;
using Xunit;

namespace Telephony.Contracts.Storage;

/// <summary>What every store of the API's audit log does.</summary>
public abstract class AuditStoreContract : StoreContract<IAuditStore>
{
    [Fact]
    public async Task Entries_come_back_as_they_were_given_newest_first()
    {
        AuditEntry[] entries = [Entry(), Entry() with { Resource = null, Caller = "-", Target = "", ClientRequestId = "", Status = 401 }];
        await Store.AddAsync([entries[0] with { At = Clock.GetUtcNow().AddTicks(10) }, entries[1]], default);

        Assert.Equal([entries[0] with { At = Clock.GetUtcNow().AddTicks(10) }, entries[1]], await Store.ListAsync(new AuditQuery(null, 10), default));
    }

    [Fact]
    public async Task A_listing_can_be_of_one_resource_of_refusals_of_one_operation()
    {
        var (good, refused, other) = (Entry(), Entry() with { Status = 403, Operation = "Sms_Send" }, Entry() with { Resource = ResourceId.Parse("other") });
        await Store.AddAsync([good, refused, other], default);

        Assert.Equal([other], await Store.ListAsync(new AuditQuery(ResourceId.Parse("other"), 10), default));
        Assert.Equal([refused], await Store.ListAsync(new AuditQuery(null, 10, Refused: true), default));
        Assert.Equal([refused], await Store.ListAsync(new AuditQuery(ResourceId.Default, 10, Operation: "Sms_Send"), default));
        Assert.Single(await Store.ListAsync(new AuditQuery(null, 1), default));
    }

    [Fact]
    public async Task Old_entries_go()
    {
        await Store.AddAsync([.. Enumerable.Range(0, 1200).Select(_ => Entry())], default);
        Clock.Advance(TimeSpan.FromDays(1));
        var young = Entry();
        await Store.AddAsync([young], default);

        Assert.Equal(1200, await Store.DeleteBeforeAsync(Clock.GetUtcNow(), default));
        Assert.Equal([young], await Store.ListAsync(new AuditQuery(null, 10), default));
    }

    private AuditEntry Entry() => new()
    {
        At = Clock.GetUtcNow(), Resource = ResourceId.Default, Caller = "key:primary", Operation = "CommunicationIdentity_Create", Target = "8:acs:ä", Status = 201, RequestId = "r", ClientRequestId = "c", Source = "::1",
    };
}
