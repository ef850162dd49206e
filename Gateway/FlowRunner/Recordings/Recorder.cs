using System.Buffers;
using System.Buffers.Binary;
using System.Threading.Channels;
using Telephony.Calls.Steering;

namespace Telephony.FlowRunner.Recordings;

/// <summary>
/// What a caller says, as a WAV file of 16 kHz, 16 bit: seconds are collected on the media worker in rented blocks and written beside it. It asks to be closed after silence, and at its limit. A writer that falls
/// ten seconds behind loses sound, not memory.
/// </summary>
internal sealed class Recorder : IFrameSink
{
    private const int BlockSamples = SteeredSound.SampleRate;
    private const int HeaderBytes = 44;

    /// <summary>Mean square below which a frame is silence: some -46 dBFS.</summary>
    private const long Quiet = 26_000;

    private readonly Channel<(short[] Block, int Length)> _full = Channel.CreateBounded<(short[], int)>(new BoundedChannelOptions(10) { SingleReader = true, SingleWriter = true, FullMode = BoundedChannelFullMode.Wait });
    private readonly Action _onDue;
    private readonly long _mostSamples;
    private readonly long _quietSamples;
    private readonly string _file;
    private readonly Task<long> _writing;
    private short[] _block = ArrayPool<short>.Shared.Rent(BlockSamples);
    private int _length;
    private long _heard;
    private long _silence;
    private bool _due;
    private volatile bool _closed;

    /// <param name="onDue">On the media worker, once: silence, or the limit.</param>
    public Recorder(string folder, string name, TimeSpan longest, TimeSpan silence, Action onDue)
    {
        (_onDue, _mostSamples, _quietSamples) = (onDue, (long)(longest.TotalSeconds * SteeredSound.SampleRate), (long)(silence.TotalSeconds * SteeredSound.SampleRate));
        _file = Path.Combine(folder, $"{name}.wav");
        _writing = Task.Run(WriteAsync);
    }

    public void Hear(ReadOnlySpan<short> frame)
    {
        if (_closed || _due) return;
        frame.CopyTo(_block.AsSpan(_length));
        _length += frame.Length;
        _heard += frame.Length;
        if (_length + frame.Length > BlockSamples) Pass();
        long energy = 0;
        foreach (var sample in frame) energy += sample * sample;
        _silence = energy / frame.Length < Quiet ? _silence + frame.Length : 0;
        if (_heard < _mostSamples && (_quietSamples == 0 || _silence < _quietSamples)) return;
        _due = true;
        _onDue();
    }

    /// <summary>The file, or null where it could not be written; and how long somebody spoke, without the silence at the end.</summary>
    public async Task<(string? File, TimeSpan Length)> CloseAsync()
    {
        _closed = true;
        await Task.Yield();
        if (_length > 0) Pass();
        _full.Writer.TryComplete();
        try
        {
            var samples = await _writing.ConfigureAwait(false);
            return (_file, TimeSpan.FromSeconds(Math.Max(0, samples - _silence) / (double)SteeredSound.SampleRate));
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
        {
            return (null, TimeSpan.Zero);
        }
    }

    private void Pass()
    {
        if (!_full.Writer.TryWrite((_block, _length))) ArrayPool<short>.Shared.Return(_block);
        (_block, _length) = (ArrayPool<short>.Shared.Rent(BlockSamples), 0);
    }

    private async Task<long> WriteAsync()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_file)!);   // a folder was given
        await using var file = File.Create(_file);
        await file.WriteAsync(new byte[HeaderBytes]).ConfigureAwait(false);
        long samples = 0;
        var bytes = new byte[BlockSamples * 2];
        await foreach (var (block, length) in _full.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            for (var i = 0; i < length; i++) BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(2 * i), block[i]);
            ArrayPool<short>.Shared.Return(block);
            await file.WriteAsync(bytes.AsMemory(0, 2 * length)).ConfigureAwait(false);
            samples += length;
        }
        file.Position = 0;
        await file.WriteAsync(Header(samples)).ConfigureAwait(false);
        return samples;
    }

    private static byte[] Header(long samples)
    {
        var header = new byte[HeaderBytes];
        "RIFF"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(4), (uint)((2 * samples) + 36));
        "WAVEfmt "u8.CopyTo(header.AsSpan(8));
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(16), 16);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(20), 1);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(22), 1);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(24), SteeredSound.SampleRate);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(28), 2 * SteeredSound.SampleRate);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(32), 2);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(34), 16);
        "data"u8.CopyTo(header.AsSpan(36));
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(40), (uint)(2 * samples));
        return header;
    }
}
