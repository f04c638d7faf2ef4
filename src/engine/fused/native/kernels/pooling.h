// Max and average pooling over square windows, their gradients, and the derivative of max pooling along a vector. Padding
// does not count: it never wins, and a window at the border is the mean of fewer cells. Cost: as of the WebAssembly
// kernels.

#pragma once

#include "operations.h"
#include "vector.h"

namespace {

/** The part of a window that lies inside the image: its first pixel, and the number that its first cell has. */
struct Window {
  Address from;
  int rows, columns, firstCell;
};

/** Calls `body` with every window, in the order of the points, and with how far its point stands from the first one. */
template <class Its, class Body> INLINE void eachWindow(const Its &its, int batch, Address image, Body body) {
  const int height = its.height(), width = its.width(), size = its.size(), stride = its.stride();
  const int outputHeight = its.outputHeight(), outputWidth = its.outputWidth();
  const size_t pixel = static_cast<size_t>(its.channels()) * 4, rowBytes = width * pixel;
  size_t point = 0;
  for (; batch > 0; batch--, image += height * rowBytes) {
    for (int row = 0; row < outputHeight; row++) {
      const int top = row * stride - its.padTop(), firstDown = greater(0, -top), endDown = smaller(size, height - top);
      for (int column = 0; column < outputWidth; column++, point += pixel) {
        const int left = column * stride - its.padLeft();
        const int firstAcross = greater(0, -left), endAcross = smaller(size, width - left);
        const Address from = image + (top + firstDown) * rowBytes + (left + firstAcross) * pixel;
        body(Window{from, endDown - firstDown, endAcross - firstAcross, firstDown * size + firstAcross}, point);
      }
    }
  }
}

/** Calls `body` with the number of each cell of a window, and where it stands. */
template <class Body> INLINE void eachCell(const Window &window, int size, size_t rowBytes, size_t pixel, Body body) {
  for (int down = 0; down < window.rows; down++) {
    Address at = window.from + down * rowBytes;
    const int first = window.firstCell + down * size;
    for (int cell = first; cell < first + window.columns; cell++, at += pixel) body(cell, at);
  }
}

/** Notes in `winners` which cell of its window each point is, the first of equal ones. */
KERNEL void carryOut(const MaxPool &its, Context &context) {
  const size_t pixel = static_cast<size_t>(its.channels()) * 4, rowBytes = its.width() * pixel;
  eachWindow(its, context.batch, its.x(), [&](const Window &window, size_t point) INLINED {
    eachVector(pixel, [&](auto zero, size_t at) INLINED {
      using V = decltype(zero);
      V best = splat<V>(-__builtin_inff());
      IntegersOf<V> winner{};
      eachCell(window, its.size(), rowBytes, pixel, [&](int cell, Address from) INLINED {
        const V value = load<V>(from + at);
        // Not-less-or-equal rather than greater: not-a-number has to pass through.
        const IntegersOf<V> stays = value <= best;
        best = select<V>(stays, best, value);
        winner = (winner & stays) | ((IntegersOf<V>{} + cell) & ~stays);
      });
      store(its.y() + point + at, best);
      store(its.winners() + point + at, winner);
    });
  });
}

/** The derivative of MAX_POOL along a vector: what stands in the image's tangent at the winners. */
KERNEL void carryOut(const MaxPoolTangent &its, Context &context) {
  const size_t pixel = static_cast<size_t>(its.channels()) * 4, rowBytes = its.width() * pixel;
  eachWindow(its, context.batch, its.xTangent(), [&](const Window &window, size_t point) INLINED {
    eachVector(pixel, [&](auto zero, size_t at) INLINED {
      using V = decltype(zero);
      const auto winner = load<IntegersOf<V>>(its.winners() + point + at);
      V change{};
      eachCell(window, its.size(), rowBytes, pixel, [&](int cell, Address from) INLINED {
        change = select<V>(winner == cell, load<V>(from + at), change);
      });
      store(its.yTangent() + point + at, change);
    });
  });
}

/** The gradient goes to the first largest cell. */
KERNEL void carryOut(const MaxPoolGradient &its, Context &context) {
  const size_t pixel = static_cast<size_t>(its.channels()) * 4, rowBytes = its.width() * pixel;
  clear(its.dx(), static_cast<size_t>(context.batch * its.height()) * rowBytes);
  eachWindow(its, context.batch, its.dx(), [&](const Window &window, size_t point) INLINED {
    eachCell(window, its.size(), rowBytes, pixel, [&](int cell, Address to) INLINED {
      eachVector(pixel, [&](auto zero, size_t at) INLINED {
        using V = decltype(zero);
        const auto winner = load<IntegersOf<V>>(its.winners() + point + at);
        store(to + at, load<V>(to + at) + keep<V>(load<V>(its.dy() + point + at), winner == cell));
      });
    });
  });
}

KERNEL void carryOut(const AveragePool &its, Context &context) {
  const size_t pixel = static_cast<size_t>(its.channels()) * 4, rowBytes = its.width() * pixel;
  eachWindow(its, context.batch, its.x(), [&](const Window &window, size_t point) INLINED {
    const float cells = static_cast<float>(window.rows * window.columns);
    eachVector(pixel, [&](auto zero, size_t at) INLINED {
      using V = decltype(zero);
      V sum{};
      eachCell(window, its.size(), rowBytes, pixel, [&](int, Address from) INLINED { sum += load<V>(from + at); });
      store(its.y() + point + at, sum / cells);
    });
  });
}

KERNEL void carryOut(const AveragePoolGradient &its, Context &context) {
  const size_t pixel = static_cast<size_t>(its.channels()) * 4, rowBytes = its.width() * pixel;
  clear(its.dx(), static_cast<size_t>(context.batch * its.height()) * rowBytes);
  eachWindow(its, context.batch, its.dx(), [&](const Window &window, size_t point) INLINED {
    const float cells = static_cast<float>(window.rows * window.columns);
    eachVector(pixel, [&](auto zero, size_t at) INLINED {
      using V = decltype(zero);
      const V share = load<V>(its.dy() + point + at) / cells;
      eachCell(window, its.size(), rowBytes, pixel, [&](int, Address to) INLINED {
        store(to + at, load<V>(to + at) + share);
      });
    });
  });
}

} // namespace
