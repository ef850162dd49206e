using Telephony.Domain.Events;
using Telephony.Domain.Identity;
using Telephony.Domain.Voicemail;
using Telephony.Storage.Databases;
using Telephony.Storage.Events;
using Telephony.Storage.Voicemail;
using Xunit;

namespace Telephony.Contracts.Storage;

public sealed class SqliteVoicemailStoreTests : VoicemailStoreContract
{
    protected override StorageProvider Provider => StorageProvider.Sqlite;
}

public sealed class PostgresVoicemailStoreTests : VoicemailStoreContract
{
    protected override StorageProvider Provider => StorageProvider.Postgres;
}

/// <summary>What every store of voicemail on its way does.</summary>
public abstract class VoicemailStoreContract : StoreContract<IVoicemailStore>
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    private EventStore _events = null!;

    protected abstract StorageProvider Provider { get; }

    protected override async ValueTask<IVoicemailStore> CreateAsync()
    {
        var database = await DatabaseAsync(Provider);
        _events = new EventStore(database);
        return new VoicemailStore(database);
    }

    [Fact]
    public async Task A_mail_is_claimed_once_and_again_when_its_claim_has_lapsed()
    {
        await AddAsync("a", "x@example.com", "y@example.com");
        var mail = Assert.Single(await ClaimAsync());
        Assert.Equal(("a", 1, "x@example.com y@example.com", "+12025550123", TimeSpan.FromSeconds(4.5)), (mail.Id, mail.Attempts, string.Join(' ', mail.Recipients), mail.Caller, mail.Length));
        Assert.Empty(await ClaimAsync());
        Clock.Advance(Lease);
        Assert.Equal(2, Assert.Single(await ClaimAsync()).Attempts);
        await Store.RemoveAsync(mail, default);
        Clock.Advance(Lease);
        Assert.Empty(await ClaimAsync());
    }

    [Fact]
    public async Task What_is_put_off_comes_back_and_what_is_given_up_is_kept()
    {
        await AddAsync("a", "x@example.com");
        await AddAsync("b", "x@example.com");
        var mails = await ClaimAsync();
        await Store.PutOffAsync(mails[0], Clock.GetUtcNow().AddHours(1), "busy", default);
        await Store.GiveUpAsync(mails[1], "no such user", default);
        Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(("a", "busy"), (Assert.Single(await ClaimAsync()) is var due ? due.Id : "", due.Why));
        Assert.Equal(("b", "no such user"), (Assert.Single(await Store.ListAsync(VoicemailMailState.GivenUp, 10, default)) is var left ? left.Id : "", left.Why));
        Assert.Equal("a", Assert.Single(await Store.ListAsync(VoicemailMailState.Waiting, 10, default)).Id);
    }

    [Fact]
    public async Task The_event_is_stored_with_it_and_alone_where_nobody_wants_mail()
    {
        await AddAsync("a");
        await AddAsync("b", "x@example.com");
        await AddAsync("b", "other@example.com");      // told twice after a crash: one mail
        Assert.Equal("x@example.com", Assert.Single(await ClaimAsync()).Recipients[0]);
        var (count, _) = await _events.FanOutAsync(static _ => [], 10, Clock.GetUtcNow(), default);
        Assert.Equal(3, count);
    }

    private ValueTask<IReadOnlyList<VoicemailMail>> ClaimAsync() => Store.ClaimAsync(Clock.GetUtcNow(), Lease, 10, default);

    private ValueTask AddAsync(string id, params string[] recipients) => Store.AddAsync(
        new VoicemailMail(ResourceId.Default, id, "office", recipients, $"/data/{id}.wav", "+12025550123", "+12025550100", TimeSpan.FromSeconds(4.5), Clock.GetUtcNow().AddSeconds(id[0])),
        NewEvent.Of(ResourceId.Default, "Telephony.VoicemailReceived", "/voicemail/office", Clock.GetUtcNow(), static _ => { }), Clock.GetUtcNow(), default);
}
