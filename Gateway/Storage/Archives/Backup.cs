using System.Buffers;
using System.Data.Common;
using System.IO.Compression;
using System.Text.Json;
using Dapper;
using Telephony.Domain.Stores;
using Telephony.Storage.Databases;

namespace Telephony.Storage.Archives;

/// <summary>What was put into an archive, or taken out of one.</summary>
/// <param name="Tables">Each with its rows.</param>
public sealed record ArchiveContent(IReadOnlyList<(string Name, long Rows)> Tables, int Files, DateTimeOffset MadeAt);

/// <summary>
/// Writes all tables, as they are at one moment, and some files into one archive. Gateways may run on the database meanwhile and are not held up; on SQLite the log file grows until it is done.
/// </summary>
public static class Backup
{
    private const int FlushBytes = 64 * 1024;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Either the whole file is there in the end, or none. Throws <see cref="StorageException"/>, or <see cref="IOException"/> for the file.</summary>
    /// <param name="file">Must not exist.</param>
    /// <param name="files">Name in the archive, and where to find it.</param>
    /// <param name="program">Version of the gateway.</param>
    public static async ValueTask<ArchiveContent> WriteAsync(Database database, string file, IReadOnlyList<(string Name, string Path)> files, string program, TimeProvider clock, CancellationToken cancellation)
    {
        if (File.Exists(file)) throw new IOException($"{file} exists already; give the backup another name.");
        var part = file + ".part";
        try
        {
            ArchiveManifest manifest;
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
            await using (var target = new FileStream(part, options))
            {
                using (var zip = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true)) manifest = await WriteAsync(database, zip, files, program, clock, cancellation);
                target.Flush(flushToDisk: true);
            }

            File.Move(part, file);
            return new ArchiveContent([.. manifest.Tables.Select(static table => (table.Name, table.Rows))], manifest.Files.Count, manifest.MadeAt);
        }
        finally
        {
            File.Delete(part);
        }
    }

    private static async Task<ArchiveManifest> WriteAsync(Database database, ZipArchive zip, IReadOnlyList<(string Name, string Path)> files, string program, TimeProvider clock, CancellationToken cancellation)
    {
        var madeAt = clock.GetUtcNow();
        var tables = await database.SnapshotAsync(
            async (connection, transaction) =>
            {
                var written = new List<ArchivedTable>();
                foreach (var name in Migration.TablesAfter(Migration.Of(database.Dialect))) written.Add(await WriteTableAsync(database, connection, transaction, zip, name, cancellation));
                return written;
            },
            cancellation);
        var manifest = new ArchiveManifest
        {
            Format = ArchiveManifest.CurrentFormat,
            MadeAt = madeAt,
            Gateway = program,
            Schema = Migrator.Newest,
            Tables = tables,
            Files = [.. files.Select(file => WriteFile(zip, file.Name, file.Path))],
        };
        await using var entry = zip.CreateEntry(ArchiveManifest.Entry).Open();
        await JsonSerializer.SerializeAsync(entry, manifest, ArchiveJson.Default.ArchiveManifest, cancellation);
        return manifest;
    }

    private static async Task<ArchivedTable> WriteTableAsync(Database database, DbConnection connection, DbTransaction transaction, ZipArchive zip, string name, CancellationToken cancellation)
    {
        var columns = (await database.ColumnsAsync(connection, transaction, name)).Select(static column => column.Name).ToList();
        var table = new ArchivedTable(name, columns, 0, 0, "");
        await using var entry = new HashedStream(zip.CreateEntry(table.Entry, CompressionLevel.Fastest).Open());
        var buffer = new ArrayBufferWriter<byte>(FlushBytes * 2);
        await using var json = new Utf8JsonWriter(buffer);
        await using var rows = await connection.ExecuteReaderAsync(new CommandDefinition($"SELECT {string.Join(", ", columns)} FROM {name}", transaction: transaction, commandTimeout: 0, cancellationToken: cancellation));
        var count = 0L;
        while (await rows.ReadAsync(cancellation))
        {
            count++;
            RowCodec.Write(json, (DbDataReader)rows);
            json.Flush();
            json.Reset();
            buffer.Write("\n"u8);
            if (buffer.WrittenCount < FlushBytes) continue;
            entry.Write(buffer.WrittenSpan);
            buffer.ResetWrittenCount();
        }

        entry.Write(buffer.WrittenSpan);
        return table with { Rows = count, Bytes = entry.Bytes, Sha256 = entry.Sha256 };
    }

    private static ArchivedFile WriteFile(ZipArchive zip, string name, string path)
    {
        using var source = File.OpenRead(path);
        using var entry = new HashedStream(zip.CreateEntry("files/" + name, CompressionLevel.Fastest).Open());
        source.CopyTo(entry);
        return new ArchivedFile(name, entry.Bytes, entry.Sha256);
    }
}
