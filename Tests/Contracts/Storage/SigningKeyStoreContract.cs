using Telephony.Domain.Tokens;
using Xunit;

namespace Telephony.Contracts.Storage;

/// <summary>What every store of signing keys does.</summary>
public abstract class SigningKeyStoreContract : StoreContract<ISigningKeyStore>
{
    [Fact]
    public async Task Keys_come_back_oldest_first_until_they_are_removed()
    {
        var (old, young) = (Key("b", 0), Key("a", 1));
        Assert.True(await Store.AddAsync(old, DateTimeOffset.MinValue, default));
        Assert.True(await Store.AddAsync(young, old.CreatedAt, default));

        var listed = await Store.ListAsync(default);
        Assert.Equal([("b", old.CreatedAt, old.SignsFrom), ("a", young.CreatedAt, young.SignsFrom)], listed.Select(static key => (key.Id, key.CreatedAt, key.SignsFrom)));
        Assert.Equal([old.PrivateKey, young.PrivateKey], listed.Select(static key => key.PrivateKey));
        await Store.RemoveAsync("b", default);
        Assert.Equal("a", Assert.Single(await Store.ListAsync(default)).Id);
    }

    [Fact]
    public async Task Of_two_that_make_the_next_key_at_once_one_does()
    {
        await Store.AddAsync(Key("first", 0), DateTimeOffset.MinValue, default);
        var made = await Task.WhenAll(Enumerable.Range(1, 4).Select(i => Store.AddAsync(Key($"next-{i}", 1), Clock.GetUtcNow(), default).AsTask()));

        Assert.Single(made, static one => one);
        Assert.Equal(2, (await Store.ListAsync(default)).Count);
    }

    private SigningKey Key(string id, int days) => new(id, [1, 2, (byte)days], Clock.GetUtcNow().AddDays(days), Clock.GetUtcNow().AddDays(days + 1));
}
