using System.Runtime.InteropServices;
using NAudio.Wave;

namespace Telephony.Media.Recording;

/// <summary>
/// One file while it is written: WAV, whose header is right after every flush (NAudio's writer), or the same samples encrypted. Until it is complete it has another name, <c>….part</c>. One owner, off the media thread.
/// </summary>
internal sealed class RecordingFile : IDisposable
{
    public const string Unfinished = ".part";

    private readonly FileStream _file;
    private readonly Stream _samples;
    private readonly string _path;

    /// <param name="path">Of the complete file.</param>
    /// <param name="key">Null: in the clear.</param>
    public RecordingFile(string path, int sampleRate, int channels, byte[]? key)
    {
        _path = path;
        _file = new FileStream(path + Unfinished, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
        var format = new WaveFormat(sampleRate, 16, channels);
        if (key is null)
        {
            _samples = new WaveFileWriter(_file, format);
        }
        else
        {
            _samples = new EncryptedFile.Writer(_file, key);
            _samples.Write(EncryptedRecording.Head(sampleRate, channels));
        }
        Flush();
    }

    /// <summary>Of samples.</summary>
    public long SizeBytes { get; private set; }

    public void Write(ReadOnlySpan<short> samples)
    {
        _samples.Write(MemoryMarshal.AsBytes(samples));
        SizeBytes += 2L * samples.Length;
    }

    public void Flush()
    {
        _samples.Flush();
        _file.Flush();
    }

    /// <summary>Ends the file and gives it its name.</summary>
    public void Complete()
    {
        Dispose();
        File.Move(_path + Unfinished, _path, overwrite: true);
    }

    public void Dispose()
    {
        _samples.Dispose();
        _file.Dispose();
    }
}
