-- Open rows with the row that holds them. A row of nothing adds to no sum: it goes with the row of its kind
-- before it, of the same unit.
with finds as (

    select * from {{ ref('int_level_finds') }}

),

rows as (

    select
        group_id,
        place_no,
        any_value(kind) as kind,
        bool_and(printed_number = 0) as is_nothing
    from {{ ref('int_level_prints') }}
    group by all

),

placed as (

    select
        finds.*,
        rows.kind,
        rows.is_nothing,
        last_value(case when rows.kind = 'unit' then finds.place_no end ignore nulls) over so_far as unit_no,
        last_value(case when not rows.is_nothing then finds.place_no end ignore nulls) over of_a_kind as neighbour_no,
        last_value(case when not rows.is_nothing then coalesce(finds.holder_no, 0) end ignore nulls) over of_a_kind
            as neighbour_holder_no
    from finds
    inner join rows on {{ same_by('finds', 'rows', 'group_id', 'place_no') }}
    window
        so_far as (partition by finds.group_id order by finds.place_no),
        of_a_kind as (partition by finds.group_id, rows.kind order by finds.place_no)

),

holders as (

    select
        group_id,
        place_no,
        coalesce(
            holder_no,
            case
                when is_nothing and kind <> 'total' and (kind = 'unit' or coalesce(neighbour_no > unit_no, true))
                    then nullif(neighbour_holder_no, 0)
            end
        ) as holder_no
    from placed

)

select * from holders
