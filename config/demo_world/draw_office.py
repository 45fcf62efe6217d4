"""How office goods, furniture and cleaning goods are drawn. `model` is which of its family."""

from config.demo_world.canvas import Canvas, curve, mixed


def printer(canvas: Canvas, model: int) -> None:
    p = canvas.palette
    tall = 24 + 4 * (model % 4)
    top = 60 - tall
    canvas.floor(60, 62, 72)
    canvas.box(46, top - 14, 28, 18, p.paper, 0.8)
    for line in range(3):
        canvas.box(50, top - 10 + 3.4 * line, 20 - 4 * (line % 2), 1.1, p.light, 0.5)
    canvas.box(32, top, 56, tall, p.main, 3)
    canvas.box(32, top, 56, 7, p.light, 3)
    canvas.box(80, top + 2.6, 5, 2, p.dark, 1)
    canvas.box(39, top + 11, 42, 3, p.dark, 1.4)
    canvas.box(43, top + 12.4, 34, 9, p.paper, 0.6)


def toner(canvas: Canvas, model: int) -> None:
    p = canvas.palette
    canvas.floor(60, 59, 76)
    canvas.box(24, 32, 72, 18, p.dark, 3)
    canvas.box(28, 26, 64, 16, p.main, 3)
    canvas.box(36, 29.5, 26, 8, p.paper, 1)
    canvas.box(39, 32, 14, 1.4, p.light, 0.6)
    canvas.box(39, 34.6, 9, 1.4, p.light, 0.6)
    canvas.box(30, 47, 60, 6, p.light, 3)
    if model % 2:
        canvas.box(80, 28.5, 8, 11, p.light, 1.6)


def paper(canvas: Canvas, model: int) -> None:
    p = canvas.palette
    sheets = 5 if model % 3 == 0 else 3
    high = 7.4
    canvas.floor(60, 65, 62)
    for sheet in range(sheets):
        top = 64 - high * (sheet + 1)
        shift = 1.6 if sheet % 2 else 0.0
        canvas.box(34 + shift, top, 50, high - 1, p.paper, 0.8)
        canvas.box(46 + shift, top, 26, high - 1, p.main)
        canvas.box(50 + shift, top + 2, 12, 1.6, mixed(p.main, p.paper, 0.7), 0.6)
    canvas.shape(
        [
            (34, 64 - high * sheets),
            (84, 64 - high * sheets),
            (90, 64 - high * sheets - 8),
            (40, 64 - high * sheets - 8),
        ],
        p.light,
    )
    canvas.shape(
        [
            (46, 64 - high * sheets),
            (72, 64 - high * sheets),
            (78, 64 - high * sheets - 8),
            (52, 64 - high * sheets - 8),
        ],
        mixed(p.main, p.light, 0.35),
    )


def pen(canvas: Canvas, model: int) -> None:
    p = canvas.palette
    count = (3, 4, 2)[model % 3]
    for number in range(count):
        x = 60 - (count - 1) * 6.5 + number * 13
        top = 14 + 3 * (number % 2)
        canvas.floor(x, 70, 10)
        canvas.shape([(x - 3, 60), (x + 3, 60), (x + 0.8, 68), (x - 0.8, 68)], p.light)
        canvas.box(x - 3, top + 14, 6, 47 - top + 0.5, p.main)
        canvas.box(x - 3.5, top, 7, 18, p.dark, 2.4)
        canvas.box(x + 1.6, top + 3, 1.6, 14, p.light, 0.8)
        canvas.box(x - 1.9, top + 22, 1.2, 30 - top, mixed(p.main, p.paper, 0.4), 0.6)


def binder(canvas: Canvas, model: int) -> None:
    p = canvas.palette
    wide = (16, 13, 10)[model % 3]
    canvas.floor(60, 67, wide * 3 + 14)
    for number in range(3):
        x = 60 - wide * 1.5 + wide * number
        shade = mixed(p.main, p.dark, 0.14 * number)
        canvas.box(x + 0.3, 14, wide - 0.6, 52, shade, 1.4)
        canvas.box(x + 2, 20, wide - 4, 17, p.paper, 0.8)
        canvas.box(x + 3.4, 24, wide - 6.8, 1.3, p.light, 0.6)
        canvas.box(x + 3.4, 27.4, wide - 6.8, 1.3, p.light, 0.6)
        canvas.oval(x + wide / 2, 55, 5, 5, p.light)
        canvas.oval(x + wide / 2, 55, 2.8, 2.8, p.dark)


def bag(canvas: Canvas, model: int) -> None:
    p = canvas.palette
    canvas.floor(60, 66, 62)
    if model % 3 == 2:
        canvas.arc(60, 18, 14, 14, (180, 360), 2.2, p.dark)
        canvas.box(42, 16, 36, 50, p.main, 9)
        canvas.box(46, 40, 28, 21, p.light, 3)
        canvas.box(46, 45, 28, 1.4, p.dark)
        canvas.box(52, 24, 16, 2, p.dark, 1)
        return
    canvas.arc(60, 28, 24, 22, (180, 360), 2.6, p.dark)
    canvas.box(32, 26, 56, 39, p.main, 4)
    canvas.box(32, 26, 56, 18, mixed(p.main, p.light, 0.4), 4)
    canvas.box(56, 40, 8, 8, p.dark, 1.2)
    canvas.box(32, 43, 56, 1.2, p.dark)


def chair(canvas: Canvas, model: int) -> None:
    p = canvas.palette
    canvas.floor(60, 72, 46)
    canvas.stroke([(60, 46), (60, 62)], 2.6, p.dark)
    for x in (44, 52, 68, 76):
        canvas.stroke([(60, 62), (x, 69)], 2, p.dark)
        canvas.oval(x, 70.4, 3.6, 3.6, p.dark)
    if model % 3:
        canvas.box(53, 7, 14, 7, p.main, 3)
    canvas.box(46, 13, 28, 27, p.main, 6)
    canvas.box(50, 17, 20, 19, p.light, 4)
    canvas.box(43, 40, 34, 8, p.main, 4)
    for side in (40.5, 79.5):
        canvas.stroke([(side, 32), (side, 42)], 2, p.dark)
        canvas.box(side - 2, 30, 4, 3, p.dark, 1.4)


def desk(canvas: Canvas, model: int) -> None:
    p = canvas.palette
    wide = 66 + 8 * (model % 3)
    left = 60 - wide / 2
    canvas.floor(60, 67, wide)
    for x in (left + 10, left + wide - 14):
        canvas.box(x, 34, 4, 30, p.dark)
        canvas.box(x - 5, 63, 14, 3, p.dark, 1.4)
        canvas.box(x + 0.8, 34, 2.4, 16, mixed(p.dark, p.paper, 0.25))
    canvas.box(left, 29, wide, 5, p.main, 1.2)
    canvas.box(left, 29, wide, 1.6, p.light, 0.8)
    canvas.box(left + wide - 26, 34, 8, 2.4, p.dark, 1)


def lamp(canvas: Canvas, model: int) -> None:
    p = canvas.palette
    canvas.floor(52, 68, 40)
    canvas.shape([(74, 28), (92, 34), (98, 66), (58, 66)], mixed(p.ground, (255, 240, 190), 0.55))
    canvas.box(42, 62, 22, 5, p.dark, 2.2)
    joint = (44, 36) if model % 2 == 0 else (47, 32)
    canvas.stroke([(53, 63), joint], 2.2, p.dark)
    canvas.stroke([joint, (74, 20)], 2.2, p.dark)
    canvas.oval(*joint, 5, 5, p.light)
    canvas.shape([(68, 16), (80, 14), (94, 34), (72, 34)], p.main)
    canvas.box(71, 32.6, 24, 2.6, p.light, 1.2)


def cleaning(canvas: Canvas, model: int) -> None:
    p = canvas.palette
    canvas.floor(60, 69, 36)
    if model % 3 == 0:
        canvas.box(46, 30, 28, 38, p.main, 6)
        canvas.box(52, 22, 16, 10, p.main, 3)
        canvas.box(54, 15, 12, 8, p.dark, 1.6)
    else:
        canvas.box(48, 32, 24, 36, p.main, 5)
        canvas.shape([(52, 34), (56, 22), (64, 22), (68, 34)], p.main)
        canvas.box(55, 17, 10, 6, p.dark, 1.4)
        canvas.box(46 if model % 3 == 1 else 54, 12, 18, 5.4, p.dark, 1.8)
        if model % 3 == 1:
            canvas.stroke([(50, 17), (47, 25)], 1.8, p.dark)
    canvas.box(50, 42, 20, 17, p.paper, 2)
    canvas.oval(60, 48, 7, 7, p.light)
    canvas.box(53.5, 54, 13, 1.4, p.main, 0.6)


def coffee(canvas: Canvas, model: int) -> None:
    p = canvas.palette
    if model % 2:
        canvas.floor(58, 67, 46)
        canvas.arc(77, 45, 18, 18, (250, 110), 3.2, p.main)
        canvas.box(38, 32, 38, 34, p.main, 6)
        canvas.oval(57, 33, 38, 8, p.light)
        canvas.oval(57, 33.4, 33, 5.6, p.dark)
        for x in (50, 58, 66):
            canvas.stroke(curve((x, 26), (x - 4, 21), (x + 4, 17), (x, 11)), 1.3, p.light)
        return
    canvas.floor(60, 68, 44)
    canvas.box(42, 18, 36, 49, p.main, 2.5)
    canvas.shape([(42, 22), (78, 22), (74, 13), (46, 13)], p.dark)
    canvas.box(47, 31, 26, 22, p.paper, 2)
    canvas.oval(60, 40, 9, 12, p.dark)
    canvas.stroke(curve((60.5, 34.6), (57.5, 38), (62.5, 42), (59.5, 45.4)), 1.1, p.paper)
    canvas.box(51, 49, 18, 1.5, p.main, 0.6)
