using System.IO.Compression;
using System.Text;
using Dapper;
using Telephony.Domain.Addresses;
using Telephony.Domain.Identity;
using Telephony.Domain.Numbers;
using Telephony.Domain.Records;
using Telephony.Domain.Stores;
using Telephony.Storage.Archives;
using Telephony.Storage.Databases;
using Telephony.Storage.Numbers;
using Telephony.Storage.Records;
using Telephony.Support.Storage;
using Xunit;

namespace Telephony.Contracts.Storage;

/// <summary>What is in an archive comes out of it, into either database.</summary>
public sealed class BackupTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(StorageProvider.Sqlite, StorageProvider.Sqlite)]
    [InlineData(StorageProvider.Sqlite, StorageProvider.Postgres)]
    [InlineData(StorageProvider.Postgres, StorageProvider.Sqlite)]
    [InlineData(StorageProvider.Postgres, StorageProvider.Postgres)]
    public async Task What_was_backed_up_is_restored_to_the_last_byte(StorageProvider from, StorageProvider to)
    {
        await using var source = await TestDatabase.OpenAsync(from);
        await FillAsync(source.Database);
        var announcement = _directory.File("welcome.wav");
        await File.WriteAllBytesAsync(announcement, [1, 2, 3, 0, 255]);
        var content = await BackupAsync(source.Database, "a.zip", ("data/announcements/welcome.wav", announcement));
        Assert.Contains(("calls", 300L), content.Tables);

        await using var target = await TestDatabase.OpenAsync(to);
        using (var archive = Archive.Open(_directory.File("a.zip")))
        {
            await Restore.RunAsync(target.Database, archive, force: false, default);
            using var file = archive.OpenFile("data/announcements/welcome.wav");
            var bytes = new MemoryStream();
            await file.CopyToAsync(bytes);
            Assert.Equal([1, 2, 3, 0, 255], bytes.ToArray());
        }

        Assert.Equal(await ContentAsync(source.Database), await ContentAsync(target.Database));
        Assert.Equal(await new NumberStore(source.Database).ListAsync(null, default), await new NumberStore(target.Database).ListAsync(null, default));
        // What comes next goes on behind the restored rows.
        await new CallRecordStore(target.Database, TimeProvider.System).IngestAsync([SampleCalls.Whole(5000)]);
        Assert.Equal(301, (await ContentAsync(target.Database)).Count);
        await (await target.OpenAgainAsync("")).DisposeAsync();
    }

    [Theory]
    [InlineData(StorageProvider.Sqlite)]
    [InlineData(StorageProvider.Postgres)]
    public async Task A_backup_under_load_is_of_one_moment(StorageProvider provider)
    {
        await using var source = await TestDatabase.OpenAsync(provider);
        var store = new CallRecordStore(source.Database, TimeProvider.System);
        using var stop = new CancellationTokenSource();
        var written = 0;
        var load = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await store.IngestAsync([.. Enumerable.Range(written, 10).Select(static number => SampleCalls.Whole(number))]);
                Volatile.Write(ref written, written + 10);
            }
        });
        while (Volatile.Read(ref written) < 500) await Task.Yield();
        var before = Volatile.Read(ref written);
        await BackupAsync(source.Database, "a.zip");
        var after = Volatile.Read(ref written);
        await stop.CancelAsync();
        await load;

        await using var target = await TestDatabase.OpenAsync(provider);
        using var archive = Archive.Open(_directory.File("a.zip"));
        await Restore.RunAsync(target.Database, archive, force: false, default);
        var restored = await ContentAsync(target.Database);
        // Whole batches only, all that were there before, and none that came after the end.
        Assert.Equal(0, restored.Count % 10);
        Assert.InRange(restored.Count, before, after + 10);
        Assert.Equal((await ContentAsync(source.Database)).TakeLast(restored.Count), restored);
    }

    [Theory]
    [InlineData(StorageProvider.Sqlite)]
    [InlineData(StorageProvider.Postgres)]
    public async Task A_store_that_holds_something_is_overwritten_only_by_force(StorageProvider provider)
    {
        await using var source = await TestDatabase.OpenAsync(provider);
        await FillAsync(source.Database);
        await BackupAsync(source.Database, "a.zip");
        await using var target = await TestDatabase.OpenAsync(provider);
        await new CallRecordStore(target.Database, TimeProvider.System).IngestAsync([SampleCalls.Whole(9000)]);
        using var archive = Archive.Open(_directory.File("a.zip"));

        var refusal = await Assert.ThrowsAsync<StorageException>(async () => await Restore.RunAsync(target.Database, archive, force: false, default));
        Assert.Contains("--force", refusal.Message, StringComparison.Ordinal);
        Assert.Single(await ContentAsync(target.Database));

        await Restore.RunAsync(target.Database, archive, force: true, default);
        Assert.Equal(await ContentAsync(source.Database), await ContentAsync(target.Database));
    }

    [Fact]
    public async Task A_gateway_that_runs_on_the_server_is_in_the_way_even_of_force()
    {
        await using var target = await TestDatabase.OpenAsync(StorageProvider.Postgres);
        await BackupAsync(target.Database, "a.zip");
        using var archive = Archive.Open(_directory.File("a.zip"));
        await using (await target.OpenAgainAsync("0123456789abcdef"))
        {
            var refusal = await Assert.ThrowsAsync<StorageException>(async () => await Restore.RunAsync(target.Database, archive, force: true, default));
            Assert.Contains("telephony/0123456789abcdef", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(StorageProvider.Sqlite)]
    [InlineData(StorageProvider.Postgres)]
    public async Task An_archive_of_older_tables_is_brought_up_to_date(StorageProvider provider)
    {
        await using var source = await TestDatabase.OpenAsync(provider);
        await FillAsync(source.Database);
        await BackupAsync(source.Database, "new.zip");
        // As a gateway before the fourth step would have written it: without the columns that later steps add.
        Rewrite("new.zip", "old.zip", manifest => manifest with
        {
            Schema = 3,
            Tables = [.. manifest.Tables.Where(static table => table.Name is "calls" or "numbers" or "number_versions" or "bindings")],
        }, "node", "carrier", "carrier_id", "country", "type", "assignment", "cost_micros", "currency", "bought_ms");

        await using var target = await TestDatabase.OpenAsync(provider);
        using var archive = Archive.Open(_directory.File("old.zip"));
        await Restore.RunAsync(target.Database, archive, force: false, default);

        Assert.Equal(await ContentAsync(source.Database), await ContentAsync(target.Database));
        Assert.Equal(Migrator.Newest, await target.Database.ReadAsync(static connection => connection.ExecuteScalarAsync<int>("SELECT max(number) FROM schema_version"), default));
    }

    [Fact]
    public async Task An_archive_that_is_cut_changed_or_of_a_newer_gateway_is_refused_and_nothing_is_lost()
    {
        await using var target = await TestDatabase.OpenAsync(StorageProvider.Sqlite);
        await FillAsync(target.Database);
        await BackupAsync(target.Database, "a.zip");
        var whole = await File.ReadAllBytesAsync(_directory.File("a.zip"));
        var before = await ContentAsync(target.Database);

        foreach (var length in (int[])[0, 1, 100, whole.Length / 2, whole.Length - 1]) Assert.Contains("Nothing was changed", Refused(whole[..length]), StringComparison.Ordinal);
        var random = new Random(7);
        for (var round = 0; round < 200; round++)
        {
            var changed = (byte[])whole.Clone();
            changed[random.Next(changed.Length)] ^= (byte)random.Next(1, 256);
            // A byte that does not count (a time of an entry) may pass; what passes is then whole.
            await File.WriteAllBytesAsync(_directory.File("b.zip"), changed);
            try
            {
                using var archive = Archive.Open(_directory.File("b.zip"));
                Assert.Contains(("calls", 300L), archive.Content.Tables);
            }
            catch (StorageException)
            {
                // Named as damaged.
            }
        }

        Rewrite("a.zip", "c.zip", static manifest => manifest with { Schema = Migrator.Newest + 1 });
        Assert.Contains("newer gateway", Assert.Throws<StorageException>(() => Archive.Open(_directory.File("c.zip"))).Message, StringComparison.Ordinal);
        Rewrite("a.zip", "d.zip", static manifest => manifest with { Files = [new ArchivedFile("../../etc/passwd", 0, "")] });
        Assert.Contains("leads out of", Assert.Throws<StorageException>(() => Archive.Open(_directory.File("d.zip"))).Message, StringComparison.Ordinal);
        Rewrite("a.zip", "e.zip", static manifest => manifest with { Tables = [.. manifest.Tables.Select(static table => table with { Columns = ["x"] })] });
        using (var strange = Archive.Open(_directory.File("e.zip")))
        {
            Assert.Contains("no column x", (await Assert.ThrowsAsync<StorageException>(async () => await Restore.RunAsync(target.Database, strange, force: true, default))).Message, StringComparison.Ordinal);
        }

        Assert.Equal(before, await ContentAsync(target.Database));
    }

    private static async Task FillAsync(Database database)
    {
        await new CallRecordStore(database, TimeProvider.System).IngestAsync([.. Enumerable.Range(1, 299).Select(static number => SampleCalls.Whole(number)), SampleCalls.Started(300)]);
        await new NumberStore(database).UpsertAsync([new NumberRecord { Range = NumberRange.Of(PhoneNumber.Parse("+14255550100")), Label = "Büro \"✓\"\n2", Destination = Destination.Echo.Instance }], default);
    }

    private static async Task<List<string>> ContentAsync(Database database)
    {
        var all = new List<string>();
        await foreach (var record in new CallRecordStore(database, TimeProvider.System).StreamAsync(ResourceId.Default, new CallQuery())) all.Add(Convert.ToHexString(CallRows.Encode(record)));
        return all;
    }

    private async Task<ArchiveContent> BackupAsync(Database database, string name, params (string Name, string Path)[] files) =>
        await Backup.WriteAsync(database, _directory.File(name), files, "test", TimeProvider.System, default);

    private string Refused(byte[] archive)
    {
        File.WriteAllBytes(_directory.File("cut.zip"), archive);
        return Assert.Throws<StorageException>(() => Archive.Open(_directory.File("cut.zip"))).Message;
    }

    // Another manifest over the same entries; with dropColumn, rows without that column, which is the last of its tables.
    private void Rewrite(string from, string to, Func<ArchiveManifest, ArchiveManifest> change, params string[] dropColumns)
    {
        using var source = ZipFile.OpenRead(_directory.File(from));
        using var target = ZipFile.Open(_directory.File(to), ZipArchiveMode.Create);
        using var read = source.GetEntry(ArchiveManifest.Entry)!.Open();
        var manifest = change(System.Text.Json.JsonSerializer.Deserialize(read, ArchiveJson.Default.ArchiveManifest)!);
        var tables = new List<ArchivedTable>();
        foreach (var table in manifest.Tables)
        {
            using var lines = new StreamReader(source.GetEntry(table.Entry)!.Open());
            var text = new StringBuilder();
            var kept = table.Columns.Count;
            while (dropColumns.Contains(table.Columns[kept - 1])) kept--;
            while (lines.ReadLine() is { } line)
            {
                for (var dropped = kept; dropped < table.Columns.Count; dropped++) line = line[..line.LastIndexOf(',')] + "]";
                text.Append(line).Append('\n');
            }

            using var entry = new HashedStream(target.CreateEntry(table.Entry).Open());
            entry.Write(Encoding.UTF8.GetBytes(text.ToString()));
            tables.Add(table with { Columns = [.. table.Columns.Take(kept)], Bytes = entry.Bytes, Sha256 = entry.Sha256 });
        }

        using var written = target.CreateEntry(ArchiveManifest.Entry).Open();
        System.Text.Json.JsonSerializer.Serialize(written, manifest with { Tables = tables }, ArchiveJson.Default.ArchiveManifest);
    }
}
